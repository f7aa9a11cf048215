"""An export from chosen moments to files: what will be said of it, and its files."""

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from core.export.formats import ALL_FORMATS, ExportFormat
from core.export.gathering import ChosenMoment, gather
from core.export.handoff import Handoff, HandoffOptions, HandoffProblem, OutputFile
from core.export.path_mapping import PathMapping, unmapped
from core.export.problems import check_format
from core.export.safe_files import expect_free, targets_of, write_outputs

T = TypeVar("T")
_SHARE_OF_DRAWING: Final = 0.9
"""Where files are drawn, that takes most of the time."""


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """A dry run: nothing is written yet."""

    format: ExportFormat
    handoff: Handoff
    options: HandoffOptions
    problems: tuple[HandoffProblem, ...]

    def outputs(self) -> list[OutputFile]:
        """The files, made in memory."""
        made = self.format.write(self.handoff, self.options)
        return [_with_media_here(each, self.options.mappings) for each in made]


def export_files(plan: ExportPlan, chosen: Path, *, replace: bool = False) -> Generator[float, None, list[Path]]:
    """Make the files of a plan and write them beside `chosen`; yields how much is done, from 0 to 1.

    Ended at one of these points it leaves nothing behind. Raises: ExportError.
    """
    draw = plan.format.draw
    drawn = 0.0 if draw is None else _SHARE_OF_DRAWING
    made = plan.outputs() if draw is None else (yield from _scaled(draw(plan.handoff, plan.options), 0.0, drawn))
    targets = targets_of(made, chosen)
    if not replace:
        expect_free(targets)
    return (yield from _scaled(write_outputs(made, targets, replace=replace), drawn, 1.0))


def _scaled(steps: Generator[float, None, T], begin: float, end: float) -> Generator[float, None, T]:
    """Their shares as a stretch of a longer way; ended here, they are ended too."""
    with closing(steps):
        while True:
            try:
                share = next(steps)
            except StopIteration as done:
                result: T = done.value
                return result
            yield begin + share * (end - begin)


def plan_export(chosen: Sequence[ChosenMoment], format_: str, options: HandoffOptions) -> ExportPlan:
    """Put chosen moments on a timeline, and list what the format cannot say. Raises: ValueError, with a sentence."""
    if format_ not in ALL_FORMATS:
        raise ValueError(f"There is no format “{format_[:40]}”. Formats: {', '.join(ALL_FORMATS)}.")
    gathered = gather(chosen, options)
    problems = [*gathered.problems, *check_format(gathered.handoff, options, format_)]
    return ExportPlan(ALL_FORMATS[format_], gathered.handoff, options, tuple(problems))


def _with_media_here(output: OutputFile, mappings: Sequence[PathMapping]) -> OutputFile:
    """Clips that are copied into a bundle are read from where they are on this machine."""
    if not output.media:
        return output
    media = tuple((inside, unmapped(path, mappings)) for inside, path in output.media)
    return OutputFile(output.tail, output.content, media)
