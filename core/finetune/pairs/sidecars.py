"""Captions in files beside their clips: text, and subtitles with times."""

import html
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import webvtt
from webvtt import Caption
from webvtt.errors import MalformedCaptionError, MalformedFileError

from core.finetune.pairs.list_text import read_list_text
from core.finetune.pairs.listed import ListedPair, Reading
from core.values.footage import STILL_SUFFIXES
from core.values.teaching import PairProblem

SUFFIXES: Final = frozenset({".txt", ".srt", ".vtt"})
_NO_CLIPS: Final = frozenset(
    {
        *SUFFIXES,
        ".csv",
        ".tsv",
        ".json",
        ".jsonl",
        ".md",
        ".xml",
        ".xmp",
        ".pdf",
        ".ass",
        ".sub",
        ".idx",
        ".log",
        ".nfo",
    }
)


def read_sidecars(folder: Path, files: Sequence[Path], reading: Reading) -> None:
    """Add the captions of all text and subtitle files among these, which are all the files below a folder."""
    clips = _clips_by_name(files)
    for path in sorted(each for each in files if each.suffix.casefold() in SUFFIXES):
        clip = _clip_of(path, clips)
        origin = str(path.relative_to(folder))
        if clip is None:
            message = f"There is no clip beside {origin}."
            hint = f"A clip with its captions has the same name: {path.stem}.mp4 and {path.name}."
            values = {"file": path.name, "clip": f"{path.stem}.mp4"}
            reading.problems.append(
                PairProblem("missing", message, hint, origin=origin, reason="no_clip_beside", values=values)
            )
            continue
        own = Reading()
        text = read_list_text(path, own)
        if text is not None and path.suffix.casefold() == ".txt":
            _add_lines(path, clip, origin, text, own)
        elif text is not None:
            _add_cues(path, clip, origin, text, own)
        reading.add(own)


def _clips_by_name(files: Sequence[Path]) -> Mapping[tuple[Path, str], Path]:
    """What may be a clip, by folder and name with and without its ending; video goes before stills."""
    found: dict[tuple[Path, str], Path] = {}
    for file in sorted(files, key=lambda each: (each.suffix.casefold() in STILL_SUFFIXES, each.name)):
        if file.suffix.casefold() not in _NO_CLIPS:
            for name in (file.name, file.stem):
                found.setdefault((file.parent, name.casefold()), file)
    return found


def _clip_of(sidecar: Path, clips: Mapping[tuple[Path, str], Path]) -> Path | None:
    """dog.mp4 for dog.txt, dog.mp4.txt, and dog.en.srt."""
    stem = sidecar.stem.casefold()
    for name in (stem, stem.rpartition(".")[0]):
        found = clips.get((sidecar.parent, name)) if name else None
        if found is not None:
            return found
    return None


def _add_lines(path: Path, clip: Path, origin: str, text: str, reading: Reading) -> None:
    """One caption a line."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            found = f"{origin}, line {number}"
            reading.pairs.append(ListedPair(str(clip), line.strip(), path.parent, found, is_found=True))


def _add_cues(path: Path, clip: Path, origin: str, text: str, reading: Reading) -> None:
    kind = "vtt" if text.lstrip().startswith("WEBVTT") else "srt"
    try:
        cues: list[Caption] = webvtt.from_buffer(io.StringIO(text.strip() + "\n"), format=kind).captions
    except (MalformedFileError, MalformedCaptionError):
        reading.row(f"{origin} is not a subtitle file.", "Export the subtitles again, as SRT or WebVTT.", origin)
        return
    for number, cue in enumerate(cues, 1):
        caption = html.unescape(" ".join(cue.text.split()))
        found = f"{origin}, cue {number}"
        reading.pairs.append(ListedPair(str(clip), caption, path.parent, found, cue.start, cue.end, is_found=True))
    missed = sum("-->" in line for line in text.split("\n")) - len(cues)
    if missed > 0:
        message = f"{missed} of the cues in {origin} could not be read."
        reading.row(message, "Their times are wrong: write them as 00:00:01,500 --> 00:00:04,000.", origin)
