"""What will be different in the other program, and what is done about it: the table before anything is written."""

from collections.abc import Sequence
from typing import Final

from core.export import HandoffProblem
from core.export.handoff import ProblemKind
from ui.handoff.parts import TextTable
from ui.translate import noop, own_words, translate

LISTED: Final = 500
"""So many are listed; all are counted."""
KIND_TITLES: Final[dict[ProblemKind, str]] = {
    "unknown_clip": noop("Handoff", "Not in the library"),
    "unread": noop("Handoff", "Not indexed yet"),
    "outside": noop("Handoff", "Outside the clip"),
    "no_length": noop("Handoff", "No length"),
    "offline": noop("Handoff", "Drive not connected"),
    "missing": noop("Handoff", "File not found"),
    "still": noop("Handoff", "Still"),
    "varying_rate": noop("Handoff", "Rate varies"),
    "odd_rate": noop("Handoff", "Unusual rate"),
    "no_timecode": noop("Handoff", "No timecode"),
    "timecode_rate": noop("Handoff", "Timecode at another rate"),
    "midnight": noop("Handoff", "Passes midnight"),
    "mixed_rates": noop("Handoff", "Mixed frame rates"),
    "reel": noop("Handoff", "Reel name"),
    "reel_clash": noop("Handoff", "Same reel name"),
    "name": noop("Handoff", "Name"),
    "same_name": noop("Handoff", "Same name"),
    "many_events": noop("Handoff", "Many events"),
    "one_clip": noop("Handoff", "One clip"),
    "long_labels": noop("Handoff", "Long timecode"),
    "sound": noop("Handoff", "Sound"),
    "media": noop("Handoff", "Media"),
}


class ProblemTable(TextTable):
    """What is left out comes first."""

    def __init__(self) -> None:
        super().__init__(
            translate("Handoff", "Problems"),
            (
                translate("Handoff", "Problem"),
                translate("Handoff", "Clip"),
                translate("Handoff", "What will be different"),
                translate("Handoff", "What is done about it"),
            ),
            (18, 20, 34),
        )

    def show_problems(self, problems: Sequence[HandoffProblem]) -> None:
        """All of them, or the first of very many."""
        ordered = sorted(problems, key=lambda problem: not problem.is_left_out)[:LISTED]
        self.show_rows([(_title(each), each.clip, own_words(each.what), own_words(each.done)) for each in ordered])


def _title(problem: HandoffProblem) -> str:
    return translate("Handoff", KIND_TITLES[problem.kind]) if problem.kind in KIND_TITLES else problem.kind
