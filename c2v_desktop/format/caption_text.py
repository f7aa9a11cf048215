"""Captions and judgements as text, as JSON, and as lists that other programs and `c2v finetune` read. Pure."""

import csv
import io
import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from c2v_desktop.format.units import shown
from core.printable import printable
from core.values import Judgement, KeptCaption, Video, timecode

COLUMNS = ("file", "start", "end", "caption")
LIST_SUFFIXES = (".csv", ".tsv", ".json", ".jsonl")


def caption_line(caption: KeptCaption, videos: Sequence[Video]) -> str:
    """Id, clip, in and out, text. `videos` are the clips of the library that it is of."""
    return f"{caption.id:4d}  {_place(caption, videos)}  {printable(caption.text)}"


def caption_json(caption: KeptCaption, videos: Sequence[Video]) -> dict[str, Any]:
    """The same for scripts; `in` and `out` are exact fractions of a second, `in_s` and `out_s` decimals."""
    return {"id": caption.id, **_place_json(caption, videos), "text": caption.text, "kept_s": caption.kept_s}


def judgement_line(judgement: Judgement, videos: Sequence[Video]) -> str:
    """Id, clip, in and out, right or wrong, and the sentence."""
    word = "right" if judgement.is_right else "wrong"
    return f"{judgement.id:4d}  {_place(judgement, videos)}  {word} for “{printable(judgement.sentence)}”"


def judgement_json(judgement: Judgement, videos: Sequence[Video]) -> dict[str, Any]:
    """The same for scripts."""
    said = {"sentence": judgement.sentence, "right": judgement.is_right, "kept_s": judgement.kept_s}
    return {"id": judgement.id, **_place_json(judgement, videos), **said}


def caption_list(rows: Sequence[tuple[str, Fraction | None, Fraction | None, str]], suffix: str) -> bytes:
    """File, start, end and caption of each as a list of the kind that the suffix names, in UTF-8.

    Times are seconds; a caption of a whole clip has none.
    """
    listed = [(path, _seconds(start_s), _seconds(end_s), text) for path, start_s, end_s, text in rows]
    if suffix in (".json", ".jsonl"):
        records: list[dict[str, str | float]] = [
            {key: _number(key, value) for key, value in zip(COLUMNS, row, strict=True) if value != ""} for row in listed
        ]
        if suffix == ".jsonl":
            return "".join(f"{json.dumps(record)}\n" for record in records).encode()
        return f"{json.dumps(records, indent=2)}\n".encode()
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter="\t" if suffix == ".tsv" else ",", lineterminator="\n")
    writer.writerows([COLUMNS, *listed])
    return text.getvalue().encode("utf-8", "surrogateescape")


def path_of(kept: KeptCaption | Judgement, videos: Sequence[Video]) -> str:
    """Where its clip is, or was when it was last known."""
    return str(videos[0].path if videos else kept.path)


def _place(kept: KeptCaption | Judgement, videos: Sequence[Video]) -> str:
    path = videos[0].path if videos else kept.path
    fps = next((video.info.fps for video in videos if video.info is not None), None)
    stretch = "whole clip"
    if kept.start_s is not None and kept.end_s is not None:
        stretch = f"{timecode(kept.start_s, fps)} - {timecode(kept.end_s, fps)}"
    return f"{shown(path)}  {stretch}{'' if videos else '  (not in the library)'}"


def _place_json(kept: KeptCaption | Judgement, videos: Sequence[Video]) -> dict[str, Any]:
    return {
        "path": path_of(kept, videos),
        "paths": [str(video.path) for video in videos],
        "in": None if kept.start_s is None else str(kept.start_s),
        "out": None if kept.end_s is None else str(kept.end_s),
        "in_s": None if kept.start_s is None else float(kept.start_s),
        "out_s": None if kept.end_s is None else float(kept.end_s),
    }


def _seconds(time_s: Fraction | None) -> str:
    """Decimal seconds, to the microsecond: a frame is found again by them."""
    return "" if time_s is None else f"{float(time_s):.6f}".rstrip("0").rstrip(".")


def _number(key: str, value: str) -> str | float:
    return float(value) if key in ("start", "end") else value
