"""Fixtures every test room may use: where the shared footage and parity numbers lie, when they are there."""

import faulthandler
import gc
import os
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from c2v_desktop.shell import override_errors
from tests.torch_threads import one_torch_thread
from tests.watchdog import Watchdog

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")
# Before numpy and torch are loaded: small tests gain nothing from teams of threads, and teams of several
# libraries in one process wait for each other.
for library in ("OMP", "OPENBLAS", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

# No test fails for being slow: others use the machine too, and measuring coverage takes time.
# A submission is judged by the same examples every time; new ones are found at home.
settings.register_profile("home", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("home"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "home")

_SHARED = Path(__file__).resolve().parents[2] / "shared"


def _shared(name: str) -> Path:
    found = _SHARED / name
    if not found.is_dir():
        pytest.skip(f"no {name} beside the checkout (../shared/{name})")
    return found


SLOW_VARIABLE = "C2V_SLOW"
RUN_MOST_S = float(os.environ.get("C2V_TESTS_MOST_S") or 4 * 3600)
"""For the whole run."""
GRACE_S = float(os.environ.get("C2V_TESTS_GRACE_S") or 60)
"""From the time limit of pytest-timeout, which needs the main thread and Python's lock, until the watchdog ends it; and
from the last test until Python has ended."""
_watchdog = pytest.StashKey[Watchdog]()


def pytest_configure(config: pytest.Config) -> None:
    """Begin the watchdog. Cycles are collected on the main thread only, as in the window's process."""
    gc.disable()
    override_errors.install()  # before the window's classes are made, as the program does
    if not config.option.collectonly:
        config.stash[_watchdog] = Watchdog(RUN_MOST_S)


@pytest.hookimpl(tryfirst=True, optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A worker that dies must not stop the others."""
    from tests import scheduler  # pytest-xdist may be absent

    return scheduler.make(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_unconfigure(config: pytest.Config) -> Iterator[None]:
    """A thread left behind must not keep the run from ending; a worker of pytest-xdist stays until all are done."""
    yield
    if _watchdog in config.stash and not hasattr(config, "workerinput"):
        faulthandler.enable(sys.__stderr__)  # pytest has just disabled it
        config.stash[_watchdog].expect("leaving Python", 2 * GRACE_S)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """A test with its fixtures has as long as pytest-timeout gives it, and a minute."""
    marker = item.get_closest_marker("timeout")
    own_s = (marker.kwargs.get("timeout") or (marker.args or [0])[0]) if marker is not None else 0
    limit_s = float(own_s or item.config.getoption("timeout", None) or item.config.getini("timeout") or 300)
    item.config.stash[_watchdog].expect(item.nodeid, limit_s + GRACE_S)
    result = yield
    _collect()
    item.config.stash[_watchdog].expect(f"the next test after {item.nodeid}", RUN_MOST_S)  # a worker may have to wait
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """File names that are no text get into captured logs; what a worker tells of a test must be text."""
    report = yield
    report.sections = [(title, _encodable(text)) for title, text in report.sections]
    if report.longrepr is not None and _encodable(str(report.longrepr)) != str(report.longrepr):
        report.longrepr = _encodable(str(report.longrepr))
    return report


def _encodable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _collect() -> None:
    """What Python would have done by itself, on whatever thread."""
    for generation, (count, most) in reversed([*enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))]):
        if count > most:
            gc.collect(generation)
            break


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that take gigabytes and minutes are run on demand only."""
    if os.environ.get(SLOW_VARIABLE) or "slow" in config.option.markexpr:
        return
    skip = pytest.mark.skip(reason=f"large: takes gigabytes and minutes; {SLOW_VARIABLE}=1 or -m slow runs it")
    for item in items:
        if "slow" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(autouse=True)
def _scheduling_as_before() -> Iterator[None]:
    """A test that raised this process to real time would starve the other workers, and the next tests' children."""
    before = os.sched_getscheduler(0) if hasattr(os, "sched_getscheduler") else None
    yield
    if before is not None and os.sched_getscheduler(0) != before:
        found = os.sched_getscheduler(0)
        os.sched_setscheduler(0, before, os.sched_param(0))
        pytest.fail(f"the test left its process with scheduling policy {found}, {before} before (tests.clips)")


@pytest.fixture(name="one_torch_thread")
def _one_torch_thread() -> Iterator[None]:
    """For `pytest.mark.usefixtures`: each test on one thread, even where the one before built an encoder."""
    with one_torch_thread():
        yield


@pytest.fixture(scope="session")
def footage() -> Path:
    """Real clips with captions, cuts, variants and broken files."""
    return _shared("footage")


@pytest.fixture(scope="session")
def parity() -> Path:
    """Numbers frozen from the reference implementations."""
    return _shared("parity")
