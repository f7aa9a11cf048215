"""A name and the moments that show what it means."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit

from core.values.teaching import FEWEST_EXAMPLES, MOST_EXAMPLES
from ui.finetune.teaching_parts import FileDropPage, Thumbnail, button, flowing, label
from ui.finetune.thumbnails import ThumbnailList
from ui.images import Pictures
from ui.translate import translate
from ui.widgets import amounts


class NamePage(FileDropPage):
    """The name, its examples, and moments that may be further ones."""

    name_edited = Signal(str)
    selection_asked = Signal()
    basket_asked = Signal()
    results_asked = Signal()
    examples_removed = Signal(object)
    """Keys of thumbnails, as for the next one."""
    suggestions_taken = Signal(object)
    suggestions_asked = Signal()

    def __init__(self) -> None:
        super().__init__(
            translate("Finetune", "A name and its examples"),
            translate(
                "Finetune",
                "Give {least} to {most} moments or pictures of one thing, from different angles and shots. You can then"
                " use its name in any sentence, such as “Rex jumps into the lake”.",
            ).format(least=FEWEST_EXAMPLES, most=MOST_EXAMPLES),
        )
        self.name = QLineEdit()
        self.name.setAccessibleName(translate("Finetune", "Name"))
        self.name.setPlaceholderText(translate("Finetune", "Name, e.g. Rex or the Miller logo"))
        self.name.setMaxLength(80)
        self.name.textEdited.connect(self.name_edited)
        self.examples = ThumbnailList(translate("Finetune", "Examples"))
        self.examples.remove_asked.connect(self._remove)
        self.examples.itemSelectionChanged.connect(self._follow)
        self._count = label(kind="muted")
        self._remove_button = button(translate("Finetune", "Remove"), self._remove)
        self._suggested_heading = label(translate("Finetune", "Does one of these show it too?"), "title")
        self.suggestions = ThumbnailList(translate("Finetune", "Suggested examples"))
        self.suggestions.itemSelectionChanged.connect(self._follow)
        self.suggestions.chosen.connect(lambda each: self.suggestions_taken.emit([each.key]))
        self._take = button(translate("Finetune", "Add to the examples"), self._take_suggestions)
        self._suggest = button(translate("Finetune", "Suggest more examples"), self.suggestions_asked.emit)
        self.column.addWidget(label(translate("Finetune", "Name"), "title"))
        self.column.addWidget(self.name)
        self.column.addWidget(label(translate("Finetune", "Examples"), "title"))
        self.column.addWidget(self._count)
        self.column.addWidget(self.examples)
        self.column.addWidget(
            flowing(
                button(translate("Finetune", "Add selected moments"), self.selection_asked.emit),
                button(translate("Finetune", "Add from basket"), self.basket_asked.emit),
                button(translate("Finetune", "Pictures or clips…"), self._choose),
                self._remove_button,
            )
        )
        self.column.addWidget(self._suggested_heading)
        self.column.addWidget(self.suggestions)
        self.column.addWidget(
            flowing(
                self._suggest,
                button(translate("Finetune", "Look through the results"), self.results_asked.emit),
                self._take,
            )
        )
        self.column.addStretch(1)
        self.show_examples(())
        self.show_suggestions(())

    def use(self, pictures: Pictures) -> None:
        """Pictures can be had from now on."""
        self.examples.use(pictures)
        self.suggestions.use(pictures)

    def show_name(self, name: str) -> None:
        """The name so far."""
        if self.name.text() != name:
            self.name.setText(name)

    def show_examples(self, examples: Sequence[Thumbnail]) -> None:
        """What was given so far."""
        self.examples.show_thumbnails(examples)
        self.examples.setVisible(bool(examples))
        number = len(examples)
        if not number:
            text = translate("Finetune", "None yet. Select moments in the main window and add them, or drop pictures.")
        elif number < FEWEST_EXAMPLES:
            text = translate("Finetune", "{examples}; at least {least} are needed.").format(
                examples=amounts.examples(number), least=FEWEST_EXAMPLES
            )
        elif number > MOST_EXAMPLES:
            text = translate("Finetune", "{examples}; at most {most} can be used.").format(
                examples=amounts.examples(number), most=MOST_EXAMPLES
            )
        else:
            text = translate("Finetune", "{examples}. More, and different ones, make the name more reliable.").format(
                examples=amounts.examples(number)
            )
        self._count.setText(text)
        self._suggest.setEnabled(bool(number))
        self._follow()

    def show_suggestions(self, suggestions: Sequence[Thumbnail]) -> None:
        """Moments that look like the examples."""
        self.suggestions.show_thumbnails(suggestions)
        for widget in (self._suggested_heading, self.suggestions, self._take):
            widget.setVisible(bool(suggestions))
        self._follow()

    def _follow(self) -> None:
        self._remove_button.setEnabled(bool(self.examples.selectedItems()))
        self._take.setEnabled(bool(self.suggestions.selectedItems()))

    def _remove(self) -> None:
        if self.examples.selected:
            self.examples_removed.emit([each.key for each in self.examples.selected])

    def _take_suggestions(self) -> None:
        self.suggestions_taken.emit([each.key for each in self.suggestions.selected])

    def _choose(self) -> None:
        dialog = QFileDialog(self, translate("Finetune", "Pictures or clips that show it"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.files_added.emit([Path(name) for name in names]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
