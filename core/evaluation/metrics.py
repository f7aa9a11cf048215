"""Measured numbers with their intervals: what an exam comes to, before anybody prints it. Numpy only."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Z: Final = 1.959964
"""Two-sided 95 % of the normal distribution."""
_T: Final = (
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131),
    *(2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042),
)
"""Two-sided 95 % of Student's t for 1 to 30 degrees of freedom."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Metric:
    """One measured number. `low` and `high` are its 95 % interval, equal to the value where there is none.

    `count` is how many videos, sentences or runs it is made of; `beside` says what it is to be held against.
    """

    id: str
    what: str
    value: float
    low: float
    high: float
    count: int
    beside: str = ""

    @property
    def has_interval(self) -> bool:
        """Whether the number came with an interval."""
        return self.low < self.high

    @property
    def text(self) -> str:
        """The number with its interval, short."""
        if not self.has_interval:
            exact = self.value == round(self.value) if math.isfinite(self.value) else True
            return f"{self.value:g}" if exact or abs(self.value) < 1e-3 else f"{self.value:.3f}"
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


def wilson(share: float, count: float) -> tuple[float, float]:
    """The 95 % interval of a share. Source: E. B. Wilson, 1927."""
    if count <= 0:
        return 0.0, 1.0
    n, square = float(count), Z * Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    reach = Z / (1 + square / n) * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    return min(share, max(0.0, middle - reach)), max(share, min(1.0, middle + reach))


def share_metric(id_: str, what: str, wins: ArrayLike, beside: str = "", group_size: int = 1) -> Metric:
    """A share of yes among yes (1), no (0) and ties (0.5); without any video it is not a number.

    `group_size`: so many neighbours are of one set-up and count for less than as many strangers.
    """
    counted = np.asarray(wins, np.float64)
    if not counted.size:
        return Metric(id_, what, math.nan, math.nan, math.nan, 0, beside)
    share = float(counted.mean())
    return Metric(id_, what, share, *wilson(share, _strangers(counted, group_size)), counted.size, beside)


def _strangers(counted: Floats, group_size: int) -> float:
    """As how many independent videos these count: their own number, or what the spread between set-ups leaves of it."""
    share, groups = (
        float(counted.mean()),
        counted[: counted.size // group_size * group_size].reshape(-1, group_size).mean(1),
    )
    if group_size < 2 or len(groups) < 2 or not 0 < share < 1:
        return counted.size / group_size if group_size > 1 else counted.size
    spread = float(groups.var(ddof=1)) / len(groups)
    return min(float(counted.size), share * (1 - share) / spread) if spread > 0 else float(counted.size)


def plain_metric(id_: str, what: str, value: float, count: int, beside: str = "") -> Metric:
    """A number without an interval."""
    return Metric(id_, what, value, value, value, count, beside)


def paired_metric(id_: str, what: str, differences: ArrayLike, beside: str = "") -> Metric:
    """The mean of differences video by video, with the interval of large samples."""
    found = np.asarray(differences, np.float64)
    mean, reach = float(found.mean()), Z * float(found.std()) / math.sqrt(max(1, found.size))
    return Metric(id_, what, mean, mean - reach, mean + reach, found.size, beside)


def wins(right: ArrayLike, wrong: ArrayLike) -> Floats:
    """1 where the right score is higher, 0 where it is lower, a half where they are equal."""
    ahead = np.asarray(right, np.float64) - np.asarray(wrong, np.float64)
    return np.asarray((np.sign(ahead) + 1) / 2, np.float64)


def area(positive: ArrayLike, negative: ArrayLike) -> float:
    """Area under the curve: how often a positive outscores a negative, ties half."""
    up, down = np.asarray(positive, np.float64), np.asarray(negative, np.float64)
    return float(wins(up[:, None], down[None]).mean())


def area_metric(id_: str, what: str, positive: ArrayLike, negative: ArrayLike, beside: str = "") -> Metric:
    """Area under the curve with the interval of 1,000 redrawn samples."""
    up, down = np.asarray(positive, np.float64), np.asarray(negative, np.float64)
    if not up.size or not down.size:
        return Metric(id_, what, math.nan, math.nan, math.nan, 0, beside)
    table, rng = wins(up[:, None], down[None]), np.random.default_rng(0)
    redrawn = [
        float(rng.multinomial(len(up), np.full(len(up), 1 / len(up))) @ table
              @ rng.multinomial(len(down), np.full(len(down), 1 / len(down))) / table.size)
        for _ in range(1000)
    ]  # fmt: skip
    low, high = np.quantile(redrawn, [0.025, 0.975])
    return Metric(id_, what, float(table.mean()), float(low), float(high), len(up), beside)


def seeds_metric(id_: str, what: str, values: Sequence[float]) -> Metric:
    """Mean over runs, with Student's interval; one run has none."""
    runs = np.asarray(values, np.float64)
    mean = float(runs.mean())
    if len(runs) < 2:
        return plain_metric(id_, what, mean, len(runs))
    quantile = _T[len(runs) - 2] if len(runs) - 2 < len(_T) else Z
    reach = quantile * float(runs.std(ddof=1)) / math.sqrt(len(runs))
    return Metric(id_, what, mean, mean - reach, mean + reach, len(runs))


def read_metric(said: dict[str, Any]) -> Metric:
    """Undo `asdict`. Raises: KeyError, TypeError, ValueError."""
    numbers = {name: float(said[name]) if said[name] is not None else math.nan for name in ("value", "low", "high")}
    return Metric(
        id=str(said["id"]), what=str(said["what"]), count=int(said["count"]), beside=str(said["beside"]), **numbers
    )
