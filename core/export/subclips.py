"""Subclips: each moment becomes a file of its own. First a plan with its problems, then one file after another."""

import contextlib
import os
import re
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from core.errors import C2VError, ExportError, MediaError
from core.export.gathering import ChosenMoment, gather
from core.export.handoff import LEFT_OUT, HandoffMoment, HandoffOptions, HandoffProblem, MediaFacts
from core.export.path_mapping import name_of
from core.export.safe_files import draft_of, move_into_place
from core.ports import SubclipMaker
from core.sentences import sentence
from core.values import COPY, TRANSCODES, SubclipJob, SubclipMade, Video

SUBCLIPS: Final = "subclips"
"""The name of this way to hand over, beside those of the formats."""
_AWAY: Final = frozenset({"offline", "missing"})
_IN_QUICKTIME: Final = frozenset(
    {"h264", "hevc", "mpeg4", "mpeg2video", "prores", "dnxhd", "mjpeg", "dvvideo", "qtrle", "cfhd", "png", "v210"}
)
"""Codecs that editing programs read in QuickTime; others go into Matroska, where the clip itself is in neither."""
_KEPT_SUFFIXES: Final = frozenset({".mov", ".mp4", ".m4v", ".mkv", ".webm"})
_FORBIDDEN: Final = re.compile(r'[<>:"/\\|?*;\x00-\x1f]+')
_STEM_BYTES: Final = 120


@dataclass(frozen=True, slots=True)
class PlannedSubclip:
    """A file that is to be made."""

    number: int
    """From 1."""
    moment: HandoffMoment
    job: SubclipJob
    target: Path


@dataclass(frozen=True, slots=True)
class SubclipPlan:
    """A dry run: nothing is written yet."""

    how: str
    folder: Path
    subclips: tuple[PlannedSubclip, ...]
    problems: tuple[HandoffProblem, ...]


@dataclass(frozen=True, slots=True)
class SubclipStep:
    """How far a plan has come, told now and then."""

    planned: PlannedSubclip
    share: float
    """Of all subclips, from 0 to 1."""
    outcome: "SubclipOutcome | None" = None
    """What became of it."""


@dataclass(frozen=True, slots=True)
class SubclipOutcome:
    """What became of one."""

    planned: PlannedSubclip
    made: SubclipMade | None = None
    """None where it could not be made."""
    error: C2VError | None = None
    """Why, where it could not."""
    is_written: bool = False
    """False where it could not be made, and of a dry run."""

    @property
    def why(self) -> str:
        """The error as a sentence; empty where there was none."""
        return "" if self.error is None else str(self.error)

    @property
    def off_frames(self) -> tuple[int, int]:
        """So many frames it begins before the in point and ends behind the out point: copies begin at keyframes."""
        if self.made is None:
            return 0, 0
        job, made = self.planned.job, self.made
        early = job.first - round(made.start_s * job.rate)
        return max(0, early), max(0, round((made.end_s - made.start_s) * job.rate) - early - (job.end - job.first))


def plan_subclips(
    chosen: Sequence[ChosenMoment], how: str, folder: Path, options: HandoffOptions, *, here: Sequence[str] = ()
) -> SubclipPlan:
    """Name a file for each moment; those that cannot be made are left out and told.

    `here` are the transcodes that can be written. Raises: ValueError, with a sentence.
    """
    if how != COPY and how not in TRANSCODES:
        raise ValueError(f"There is no preset “{how[:40]}”. Presets: {', '.join((COPY, *TRANSCODES))}.")
    if how != COPY and how not in here:
        raise ValueError(f"This installation has no encoder for {TRANSCODES[how].title}.")
    problems = list[HandoffProblem]()
    videos = {str(each.video.path): each.video for each in chosen if each.video is not None}
    gathered = gather(chosen, replace(options, mappings=()))  # they are read on this machine
    problems += [each for each in gathered.problems if each.kind not in ("mixed_rates", "midnight", "no_timecode")]
    subclips, taken = list[PlannedSubclip](), set[str]()
    seen = set[HandoffProblem]()
    for moment in gathered.handoff.moments:
        video = videos[moment.media.path]
        for problem in _left_out(moment, video):
            if problem not in seen:
                seen.add(problem)
                problems.append(problem)
        if moment.media.is_still or video.state in _AWAY:
            continue
        target = _free_name(folder, moment, _suffix(video, how), taken)
        subclips.append(PlannedSubclip(len(subclips) + 1, moment, _job(moment, video, how), target))
    kinds = {"offline", "missing", "still"}
    return SubclipPlan(
        how,
        folder,
        tuple(subclips),
        tuple(each for each in problems if each.kind not in kinds or each.is_left_out),
    )


def measure_subclips(plan: SubclipPlan, maker: SubclipMaker) -> Generator[SubclipStep, None, list[SubclipOutcome]]:
    """What would result, with the in and out that copies get; nothing is written. Thread: any but the main one."""
    return (yield from _each(plan, lambda planned: maker.subclip(planned.job, None)))


def write_subclips(
    plan: SubclipPlan, maker: SubclipMaker, *, replace_files: bool = False
) -> Generator[SubclipStep, None, list[SubclipOutcome]]:
    """Make the files one after another; yields where it may be ended. One that fails does not stop the others.

    Each is written under a temporary name first, so that ended or killed it leaves no half file under its own.
    Raises: ExportError, where none can be written. Thread: any but the main one.
    """
    if not plan.folder.is_dir():
        said = sentence("The folder {folder} was not found.", folder=plan.folder)
        raise ExportError(said, sentence("Create it, or choose another."))
    sources = {_real(planned.job.path) for planned in plan.subclips}

    def make(planned: PlannedSubclip) -> Generator[float, None, SubclipMade]:
        target = planned.target
        if _real(target) in sources:
            said = sentence("{name} is one of the clips, so it is not replaced.", name=target.name)
            raise ExportError(said, sentence("Choose another folder."))
        if os.path.lexists(target) and not replace_files:
            raise ExportError(sentence("{name} already exists, so it was not written.", name=target.name))
        draft = draft_of(target, target.suffix)
        try:
            made = yield from maker.subclip(planned.job, draft)
            with draft.open("rb+") as file:
                os.fsync(file.fileno())
            move_into_place(draft, target, replace=replace_files)
            return made
        except OSError as error:
            why = error.strerror or error
            said = sentence("{name} could not be written: {why}.", name=target.name, why=why)
            raise ExportError(said) from error
        finally:
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)

    return (yield from _each(plan, make, is_written=True))


def _each(
    plan: SubclipPlan,
    make: Callable[[PlannedSubclip], Generator[float, None, SubclipMade]],
    *,
    is_written: bool = False,
) -> Generator[SubclipStep, None, list[SubclipOutcome]]:
    outcomes, total = list[SubclipOutcome](), max(1, len(plan.subclips))
    for planned in plan.subclips:
        yield SubclipStep(planned, len(outcomes) / total)
        try:
            with closing(make(planned)) as steps:
                made = yield from _with_progress(steps, planned, len(outcomes), total)
            outcomes.append(SubclipOutcome(planned, made, is_written=is_written))
        except (MediaError, ExportError) as error:
            outcomes.append(SubclipOutcome(planned, error=error))
        yield SubclipStep(planned, len(outcomes) / total, outcomes[-1])
    return outcomes


def _with_progress(
    steps: Generator[float, None, SubclipMade], planned: PlannedSubclip, done: int, total: int
) -> Generator[SubclipStep, None, SubclipMade]:
    while True:
        try:
            share = next(steps)
        except StopIteration as end:
            made: SubclipMade = end.value
            return made
        yield SubclipStep(planned, (done + share) / total)


def _left_out(moment: HandoffMoment, video: Video) -> Iterator[HandoffProblem]:
    name = moment.media.name
    if moment.media.is_still:
        yield HandoffProblem("still", name, sentence("It is a still."), LEFT_OUT, is_left_out=True)
    elif video.state in _AWAY:
        away = video.state == "offline"
        what = sentence("Its drive is not connected.") if away else sentence("Its file is gone.")
        yield HandoffProblem("offline" if away else "missing", name, what, LEFT_OUT, is_left_out=True)


def _job(moment: HandoffMoment, video: Video, how: str) -> SubclipJob:
    media = moment.media
    return SubclipJob(
        video.path,
        moment.begin,
        moment.stop,
        media.rate,
        how,
        str(media.start) if media.has_timecode else "",
        media.start.drop,
        video.info is not None and video.info.is_distrusted,
    )


def _suffix(video: Video, how: str) -> str:
    """Of the file: that of the preset, or of the clip where it can hold a copy."""
    if how != COPY:
        return TRANSCODES[how].suffix
    own = video.path.suffix.lower()
    codec = video.info.codec if video.info is not None else ""
    return own if own in _KEPT_SUFFIXES else ".mov" if codec in _IN_QUICKTIME else ".mkv"


def _free_name(folder: Path, moment: HandoffMoment, suffix: str, taken: set[str]) -> Path:
    """Clip and in point, as `A001 10-00-08-16.mov`; numbered where two of the plan would have one name."""
    stem = _stem_of(moment.media)
    label = _FORBIDDEN.sub("-", str(moment.media.label(moment.begin)))
    number = 1
    while True:
        name = f"{stem} {label}{f' {number}' if number > 1 else ''}{suffix}"
        if name.casefold() not in taken:
            taken.add(name.casefold())
            return folder / name
        number += 1


def _stem_of(media: MediaFacts) -> str:
    stem = _FORBIDDEN.sub("_", name_of(media.name).rpartition(".")[0] or media.name).strip(" .") or "Clip"
    text = os.fsencode(stem)[:_STEM_BYTES].decode("utf-8", "ignore")
    return text.strip(" .") or "Clip"


def _real(path: Path) -> str:
    return os.path.normcase(os.path.realpath(path))
