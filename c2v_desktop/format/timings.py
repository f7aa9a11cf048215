"""Where the time of indexing went, as text and as JSON. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from c2v_desktop.format.units import shown
from core.values import IndexTimings, Video

_HEAD = ("probe", "decode", "reduce", "encode", "store")


def timing_lines(videos: Sequence[Video], timings: Mapping[int, IndexTimings], elapsed_s: float) -> list[str]:
    """A table with a line for each clip, their sum, and what the clock on the wall says."""
    lines = ["Seconds spent in each step; steps of several clips run at the same time:"]
    lines.append("".join(f"{name:>9}" for name in _HEAD))
    lines += [f"{_row(timings[video.id])}  {shown(video.path)}" for video in videos if video.id in timings]
    lines.append(f"{_row(_sum(timings))}  in all, within {elapsed_s:.1f} s")
    return lines


def timings_json(videos: Sequence[Video], timings: Mapping[int, IndexTimings], elapsed_s: float) -> dict[str, Any]:
    """The same as data. Units: seconds."""
    clips = [{"path": str(video.path), **_rounded(timings[video.id])} for video in videos if video.id in timings]
    return {"elapsed_s": round(elapsed_s, 3), "sum": _rounded(_sum(timings)), "clips": clips}


def _sum(timings: Mapping[int, IndexTimings]) -> IndexTimings:
    return sum(timings.values(), IndexTimings())


def _row(spent: IndexTimings) -> str:
    return "".join(f"{seconds:9.2f}" for seconds in spent.parts().values())


def _rounded(spent: IndexTimings) -> dict[str, float]:
    return {f"{name}_s": round(seconds, 3) for name, seconds in spent.parts().items()}
