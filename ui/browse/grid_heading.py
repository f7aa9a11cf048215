"""What stands above the cards: what is shown, and links to what can be done with all of it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QWidget

from ui.translate import translate
from ui.widgets import amounts
from ui.widgets.elided import ElidedLabel, WrappedLabel
from ui.widgets.flow import FlowLayout

_BAR_PX = 42


class GridHeading(QWidget):
    """Title, subtitle and links; a narrow one takes more lines."""

    def __init__(self, sorting: QMenu) -> None:
        super().__init__()
        self.sorted = QPushButton()
        self.sorted.setProperty("kind", "link")
        self.sorted.setMenu(sorting)
        self.sorted.hide()
        self._title, self._subtitle = WrappedLabel("title"), ElidedLabel("faint")
        self.stacked = QPushButton()
        self.clear = QPushButton(translate("Browse", "Clear filters"))
        self.back, self.retry, self.forget, self.again, self.apart = (
            QPushButton(translate("Browse", "Show all clips")),
            QPushButton(translate("Browse", "Retry all")),
            QPushButton(translate("Browse", "Forget all…")),
            QPushButton(),
            QPushButton(translate("Browse", "Side by side")),
        )
        for button in self._links:
            button.setProperty("kind", "link")
            button.hide()
        self.setMinimumHeight(_BAR_PX)
        row = FlowLayout(self, 10)
        row.setContentsMargins(16, 6, 12, 2)
        for widget in (self._title, self._subtitle):
            row.addWidget(widget)
        row.push()
        for link in (self.sorted, self.stacked, self.again, self.apart, self.retry, self.forget, self.clear, self.back):
            row.addWidget(link)

    @property
    def _links(self) -> tuple[QPushButton, ...]:
        return self.stacked, self.back, self.clear, self.retry, self.forget, self.again, self.apart

    @property
    def words(self) -> tuple[str, str]:
        """Title and what follows it."""
        return self._title.text(), self._subtitle.text()

    def say(self, title: str, subtitle: str, *, is_filtered: bool) -> None:
        """Of something else than before: no link but the one that takes filters away, while there are some."""
        self.show()
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        for button in self._links:
            button.setVisible(button is self.clear and is_filtered)
        self.sorted.setVisible(bool(title))

    def say_sorted(self, by: str) -> None:
        """What the rows are sorted by."""
        self.sorted.setText(translate("Browse", "Sort: {by}").format(by=by))
        self.sorted.setToolTip(translate("Browse", "Sort clips or moments, as cards and in the list"))

    def offer_again(self, more: int) -> None:
        """So many clips were indexed since the question was asked."""
        self.again.setText(translate("Browse", "Update ({clips})").format(clips=amounts.new_clips(more)))
        self.again.setToolTip(translate("Browse", "Search again to include clips indexed since"))
        self.again.setVisible(more > 0)

    def say_stacked(self, count: int, *, is_folding: bool) -> None:
        """How many takes stand below others; a click shows each by itself, or stacks them again."""
        takes = amounts.stacked_takes(count)
        text = translate("Browse", "Unstack {takes}") if is_folding else translate("Browse", "Stack {takes}")
        self.stacked.setText(text.format(takes=takes))
        self.stacked.setToolTip(translate("Browse", "Near-identical takes share one card; E opens and closes it"))
        self.stacked.setVisible(count > 0)


def note_label() -> QLabel:
    """Below the heading: what must be known to read a fused ranking."""
    note = QLabel()
    note.setProperty("kind", "muted")
    note.setWordWrap(True)
    note.setContentsMargins(16, 0, 16, 6)
    note.setObjectName("fused_note")
    note.setTextFormat(Qt.TextFormat.PlainText)
    note.hide()
    return note
