"""The frame of `make bench`: benches register here, run side by side in one process, print ratios.

A bench is a generator function that yields `Row`s. It times rivals interleaved (`side_by_side`), so that
whatever else the machine does falls on both.
"""

import ctypes
import os
import platform
import re
import resource
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import ArrayLike

_TELLING = re.compile(r"avx|amx|fma|bf16|asimd|i8mm|sve")
_REDRAWN = 2000
FOOTAGE = Path(__file__).resolve().parents[2].parent / "shared" / "footage"


@dataclass(frozen=True, slots=True)
class BenchRow:
    """One printed line. `value` is compared with `target` by `better` ("<=" or ">=")."""

    id: str
    what: str
    value: float
    target: float | None = None
    better: str = "<="
    unit: str = "ratio"
    detail: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None when there is none."""
        if self.target is None:
            return None
        return self.value <= self.target if self.better == "<=" else self.value >= self.target


class Skipped(Exception):  # noqa: N818  not an error: the bench says why it cannot run here
    """Raised by a bench that lacks what it needs; its text is printed."""


Bench = Callable[[], Iterator[BenchRow]]
_benches: dict[str, Bench] = {}


def bench(*ids: str) -> Callable[[Bench], Bench]:
    """Register a generator function under the ids of the rows it yields."""

    def register(function: Bench) -> Bench:
        for each in ids:
            _benches[each] = function
        return function

    return register


def registered() -> dict[str, Bench]:
    """All benches by row id, in the order of their registration."""
    return dict(_benches)


def processor() -> str:
    """The processor's name, its cores, and those of its instructions that decide how fast a model runs."""
    flags, name = set[str](), platform.processor() or platform.machine()
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            label, _, said = (part.strip() for part in line.partition(":"))
            if label in ("flags", "Features"):
                flags |= {each for each in said.split() if _TELLING.match(each)}
            elif label == "model name":
                name = said
    return f"{name}, {os.cpu_count()} cores; {' '.join(sorted(flags)) or 'instructions not known'}"


def cpu_s() -> float:
    """User and system seconds of this process and its ended children."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def memory_mib(pid: int | None = None) -> float:
    """Resident memory of this process, or of another. Raises: Skipped, where the system does not tell."""
    status = Path(f"/proc/{pid or 'self'}/status")
    if not status.exists():
        raise Skipped("memory is read from /proc")
    (line,) = [each for each in status.read_text().splitlines() if each.startswith("VmRSS:")]
    return int(line.split()[1]) / 1024


def wall_s() -> float:
    """Wall clock."""
    return time.perf_counter()


def side_by_side(
    rivals: Sequence[Callable[[], object]], repeats: int = 3, clock: Callable[[], float] = wall_s
) -> list[float]:
    """Median seconds of each rival, taken in turns: a b c, a b c, a b c."""
    taken: list[list[float]] = [[] for _ in rivals]
    for _ in range(repeats):
        for times, rival in zip(taken, rivals, strict=True):
            before = clock()
            rival()
            times.append(clock() - before)
    return [statistics.median(times) for times in taken]


def percentile(values: Sequence[float], percent: float) -> float:
    """Linear interpolation between order statistics."""
    ordered = sorted(values)
    at = (len(ordered) - 1) * percent / 100
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


def bootstrap_interval(values: ArrayLike) -> tuple[float, float]:
    """95 % interval of their mean, by drawing them again."""
    found = np.asarray(values, np.float64)
    means = found[np.random.default_rng(5).integers(0, len(found), (_REDRAWN, len(found)))].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


def footage() -> Path:
    """The shared footage. Raises: Skipped, when it is not there."""
    if not FOOTAGE.is_dir():
        raise Skipped("needs the footage beside the checkout (../shared/footage)")
    return FOOTAGE


def one_thread() -> None:
    """One thread for OpenCV and for numpy's products, as in the decoder process: others would spin and be counted."""
    cv2.setNumThreads(1)
    try:
        maps = Path("/proc/self/maps").read_text(encoding="utf-8").split()
    except OSError:
        return
    for library in {word for word in maps if "openblas" in word and word.startswith("/")}:
        blas = ctypes.CDLL(library)
        for name in ("scipy_openblas_set_num_threads64_", "openblas_set_num_threads64_", "openblas_set_num_threads"):
            if hasattr(blas, name):
                getattr(blas, name)(1)
