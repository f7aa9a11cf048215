"""The keys of the chips, and how the chips are read aloud."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from core.values import Phrase
from ui.search import phrase_marks
from ui.search.chip_painter import role_text, weight_text
from ui.search.step_line import StepBreaks
from ui.translate import translate
from ui.widgets import amounts

BEGIN_STEP: Final = ">"
"""As text: keyboards have it on different keys."""
MARKS = frozenset(
    (
        Qt.Key.Key_M,
        Qt.Key.Key_S,
        Qt.Key.Key_N,
        Qt.Key.Key_U,
        Qt.Key.Key_Plus,
        Qt.Key.Key_Minus,
    )
)
_KEYS = MARKS | frozenset(
    (
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_Space,
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
        Qt.Key.Key_Delete,
        Qt.Key.Key_Backspace,
    )
)


def is_own(event: QKeyEvent) -> bool:
    """True for keys that the chips take before the window does."""
    if event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo):
        return True
    if event.text() == BEGIN_STEP:
        return True
    return event.key() in _KEYS and not event.modifiers() & Qt.KeyboardModifier.ControlModifier


def marked_by_key(phrase: Phrase, key: int) -> Phrase:
    """The phrase as one of `MARKS` changes it."""
    if key == Qt.Key.Key_U:
        return phrase_marks.toggle_mute(phrase)
    if key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
        return phrase_marks.with_weight(phrase, phrase.weight + (0.1 if key == Qt.Key.Key_Plus else -0.1))
    if key == Qt.Key.Key_N:
        return phrase_marks.with_role(phrase, "must" if phrase.role == "not" else "not")
    return phrase_marks.with_role(phrase, "should" if key == Qt.Key.Key_S else "must")


def spoken(phrases: Sequence[Phrase], breaks: StepBreaks) -> str:
    """All phrases in one sentence."""
    if not phrases:
        return translate("Search", "No phrases")
    steps: list[list[str]] = [[] for _ in range(len(breaks.starts) + 1)]
    for phrase in phrases:
        steps[breaks.step_of(phrase.start)].append(_spoken_phrase(phrase))
    said = translate("Search", "; then: ").join("; ".join(step) for step in steps)
    return f"{amounts.phrases(len(phrases))}: {said}"


def _spoken_phrase(phrase: Phrase) -> str:
    muted = translate("Search", "muted") if phrase.muted else ""
    return " ".join(part for part in (muted, role_text(phrase), phrase.text, weight_text(phrase)) if part)
