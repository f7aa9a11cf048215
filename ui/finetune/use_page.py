"""Keep what was learned under a name, use it, and go back."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from ui.finetune.teaching_parts import TeachingPage, button, flowing, label
from ui.translate import translate


@dataclass(frozen=True, slots=True)
class UseState:
    """How things stand with what a run learned."""

    can_keep: bool = False
    """There is something to keep, and it is not kept yet."""
    is_words: bool = False
    """Words of the library, which are used at once; no model of its own."""
    kept_as: str = ""
    """Name it is kept under."""
    in_use: str = ""
    """Name of the model in use; while clips are re-indexed for it, the former one still answers."""
    is_used: bool = False
    back_to: str = ""
    """Name of the model to go back to."""
    why_not: str = ""
    """Why there is nothing to keep."""


class UsePage(TeachingPage):
    """One button for each step, and one to go back."""

    keep_asked = Signal(str)
    use_asked = Signal()
    back_asked = Signal()
    models_asked = Signal()
    words_asked = Signal()

    def __init__(self) -> None:
        super().__init__(translate("Finetune", "Name it and use it"))
        self._state = UseState()
        self.name = QLineEdit()
        self.name.setAccessibleName(translate("Finetune", "Name of the taught model"))
        self.name.setMaxLength(80)
        self.name.textChanged.connect(lambda _: self._follow())
        self._name_heading = label(translate("Finetune", "Name"), "title")
        self.keep = button(translate("Finetune", "Keep it"), lambda: self.keep_asked.emit(self.name.text().strip()))
        self.keep.setProperty("kind", "primary")
        self.name.returnPressed.connect(self.keep.click)
        self._kept, self._now = label(), label(kind="muted")
        self.use_now = button(translate("Finetune", "Use it now"), self.use_asked.emit, "primary")
        self.go_back = button(translate("Finetune", "Take it back"), self.back_asked.emit)
        self._models = button(translate("Finetune", "Models…"), self.models_asked.emit, "link")
        self._words_button = button(translate("Finetune", "Names and words…"), self.words_asked.emit, "link")
        for widget in (
            self._name_heading,
            self.name,
            flowing(self.keep),
            self._kept,
            self._now,
            flowing(self.use_now, self.go_back),
            flowing(self._models, self._words_button),
        ):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self.show_use(self._state)

    def suggest_name(self, name: str) -> None:
        """A name to begin with."""
        self.name.setText(name)

    def show_use(self, state: UseState) -> None:
        """How things stand."""
        self._state = state
        for widget in (self._name_heading, self.name, self.keep):
            widget.setVisible(state.can_keep and not state.is_words)
        self.keep.setVisible(state.can_keep)
        self.keep.setText(translate("Finetune", "Use it") if state.is_words else translate("Finetune", "Keep it"))
        self._kept.setText(_kept_words(state))
        self._kept.setVisible(bool(self._kept.text()))
        self._now.setText(translate("Finetune", "In use: {model}").format(model=state.in_use) if state.in_use else "")
        self._now.setVisible(bool(state.in_use) and not state.is_words)
        self.use_now.setVisible(bool(state.kept_as) and not state.is_used and not state.is_words)
        self.go_back.setVisible(bool(state.kept_as) and state.is_used and bool(state.back_to or state.is_words))
        self.go_back.setText(
            translate("Finetune", "Take it back")
            if state.is_words
            else translate("Finetune", "Back to {model}").format(model=state.back_to)
        )
        self._models.setVisible(bool(state.kept_as) and not state.is_words)
        self._words_button.setVisible(state.is_words)
        if not self.is_busy:
            self.say(state.why_not, "warn")
        self._follow()

    def _follow(self) -> None:
        self.keep.setEnabled(self._state.is_words or bool(self.name.text().strip()))


def _kept_words(state: UseState) -> str:
    if state.is_words:
        if state.is_used:
            return translate("Finetune", "In use. Search for it in any sentence; other searches stay as they were.")
        if state.can_keep:
            return translate("Finetune", "Nothing is re-indexed, and you can take it back at any time.")
        return ""
    if state.kept_as:
        return translate(
            "Finetune", "Kept as “{name}” beside the other models. It can be exported and removed on the Models page."
        ).format(name=state.kept_as)
    if state.can_keep:
        return translate("Finetune", "The present model is kept too. Switching back takes one click.")
    return ""
