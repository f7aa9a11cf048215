"""An export from chosen moments to files: what will be said of it, and its files."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.export.formats import ALL_FORMATS, ExportFormat
from core.export.gathering import ChosenMoment, gather
from core.export.handoff import Handoff, HandoffOptions, HandoffProblem, OutputFile
from core.export.path_mapping import PathMapping, unmapped
from core.export.problems import check_format


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
