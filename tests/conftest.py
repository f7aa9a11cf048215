"""Fixtures every test room may use: where the shared footage and parity numbers lie, when they are there."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")
# Before numpy and torch are loaded: small tests gain nothing from teams of threads, and teams of several
# libraries in one process wait for each other.
for library in ("OMP", "OPENBLAS", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

# A submission is judged by the same examples every time; new ones are looked for at the desk.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")

_SHARED = Path(__file__).resolve().parents[2] / "shared"


def _shared(name: str) -> Path:
    found = _SHARED / name
    if not found.is_dir():
        pytest.skip(f"no {name} beside the checkout (../shared/{name})")
    return found


SLOW_VARIABLE = "C2V_SLOW"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that take gigabytes and minutes are run on demand only."""
    if os.environ.get(SLOW_VARIABLE) or "slow" in config.option.markexpr:
        return
    skip = pytest.mark.skip(reason=f"large: takes gigabytes and minutes; {SLOW_VARIABLE}=1 or -m slow runs it")
    for item in items:
        if "slow" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def footage() -> Path:
    """Real clips with captions, cuts, variants and broken files."""
    return _shared("footage")


@pytest.fixture(scope="session")
def parity() -> Path:
    """Numbers frozen from the reference implementations."""
    return _shared("parity")
