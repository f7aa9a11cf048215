"""One torch thread, and a tiny checkpoint on disk."""

from pathlib import Path

import pytest

from core.encode.weights import CheckpointMeta, write_checkpoint
from tests.unit.encode.tiny import tiny_model


@pytest.fixture(autouse=True)
def _one_thread(one_torch_thread: None) -> None:
    """Every test of this folder."""


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny complete CLIP2Video with the real vocabulary, its token table packed."""
    path = tmp_path_factory.mktemp("weights") / "tiny.safetensors"
    trained = [49406, 49407, *range(256, 4000, 3)]
    write_checkpoint(path, tiny_model(vocab=49408), CheckpointMeta("Tiny model", is_demo=True), trained)
    return path
