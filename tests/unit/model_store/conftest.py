"""A misbehaving source on loopback, and no proxy between."""

import os
import random
from collections.abc import Iterator

import pytest

from tests.unit.model_store.source import ModelSource


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture
def source() -> Iterator[ModelSource]:
    made = ModelSource(random.Random(5).randbytes(300_000))
    yield made
    made.end()
