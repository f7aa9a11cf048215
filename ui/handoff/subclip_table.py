"""Subclips one a line: the file, and how far what results reaches beyond in and out."""

from collections.abc import Sequence
from typing import Final

from core.export import PlannedSubclip, SubclipOutcome
from ui.handoff.parts import TextTable, error_words
from ui.translate import own_words, translate
from ui.widgets import amounts

LISTED: Final = 500
"""So many are listed; all are counted."""
_FILE, _IN, _OUT, _RESULT = range(4)


class SubclipTable(TextTable):
    """Filled as each is measured or written."""

    def __init__(self) -> None:
        super().__init__(
            translate("Handoff", "Files"),
            (
                translate("Handoff", "File"),
                translate("Handoff", "In"),
                translate("Handoff", "Out"),
                translate("Handoff", "Result"),
            ),
            (32, 20, 20),
        )

    def show_planned(self, subclips: Sequence[PlannedSubclip], taken: frozenset[int]) -> None:
        """What will be made; `taken`: numbers of those whose file is there already."""
        there = translate("Handoff", "Already exists; it is not replaced.")
        waits = translate("Handoff", "Not measured yet.")
        self.show_rows(
            [
                (
                    each.target.name,
                    str(each.moment.media.label(each.job.first)),
                    str(each.moment.media.label(each.job.end)),
                    there if each.number in taken else waits,
                )
                for each in subclips[:LISTED]
            ]
        )

    def show_outcome(self, outcome: SubclipOutcome) -> None:
        """What one is, or would be."""
        row = outcome.planned.number - 1
        if row >= self.rowCount():
            return
        texts = [outcome.planned.target.name, *real_points(outcome), outcome_words(outcome)]
        for column, text in enumerate(texts):
            item = self.item(row, column)
            if item is not None:
                item.setText(text)
                item.setToolTip(text)
        self.resizeRowToContents(row)


def real_points(outcome: SubclipOutcome) -> tuple[str, str]:
    """Labels of the first frame and of the one after the last, as they result; as wanted where it was not made."""
    media, job = outcome.planned.moment.media, outcome.planned.job
    head, tail = outcome.off_frames
    return str(media.label(job.first - head)), str(media.label(job.end + tail))


def outcome_words(outcome: SubclipOutcome) -> str:
    """Exact, or how far off, or why not."""
    if outcome.made is None:
        return "" if outcome.error is None else error_words(outcome.error)
    head, tail = outcome.off_frames
    said = translate("Handoff", "Exact.")
    if head and tail:
        said = translate("Handoff", "{early} early, {late} late: begins at a keyframe.").format(
            early=amounts.frames(head), late=amounts.frames(tail)
        )
    elif head:
        said = translate("Handoff", "{early} early: begins at a keyframe.").format(early=amounts.frames(head))
    elif tail:
        said = translate("Handoff", "{late} late.").format(late=amounts.frames(tail))
    written = translate("Handoff", "Written.") if outcome.is_written else ""
    return " ".join(each for each in (written, said, *map(own_words, outcome.made.notes)) if each)
