"""What was removed from the library in the last 30 days: restore it, or delete it for good."""

from collections.abc import Sequence

from PySide6.QtCore import QDateTime, QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.values import Removal
from ui import safe_text
from ui.screens import Dialog
from ui.translate import translate
from ui.widgets import amounts, formatting
from ui.widgets.flow import FlowLayout

_ID_ROLE = Qt.ItemDataRole.UserRole + 1
_DAY_S = 86_400.0
_LONGEST_NAME = 60


class RemovedDialog(Dialog):
    """A list with two buttons. Speaks by signals; is filled again after each change."""

    restore_asked = Signal(int)
    """The id of a removal."""
    purge_asked = Signal(object)
    """Ids of removals to be deleted for good."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("Browse", "Restore removed clips"))
        self.setMinimumWidth(460)
        self._about = QLabel(translate("Browse", "Loading…"))
        self._about.setWordWrap(True)
        self._list = QListWidget()
        self._list.setAccessibleName(translate("Browse", "Removed clips"))
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._list.setMinimumHeight(120)
        self._restore, self._purge = (
            QPushButton(translate("Browse", "Restore")),
            QPushButton(translate("Browse", "Delete permanently…")),
        )
        self._sure = QLabel()
        self._sure.setWordWrap(True)
        self._delete, self._keep = (
            QPushButton(translate("Browse", "Delete")),
            QPushButton(translate("Browse", "Cancel")),
        )
        self._list.currentItemChanged.connect(lambda *_: self._ask(False))
        self._list.itemActivated.connect(lambda _: self._restore.click())
        self._restore.clicked.connect(lambda: self.restore_asked.emit(self._chosen()))
        self._purge.clicked.connect(lambda: self._ask(True))
        self._keep.clicked.connect(lambda: self._ask(False))
        self._delete.clicked.connect(self._purge_chosen)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(self._about)
        column.addWidget(self._list, 1)
        column.addWidget(self._sure)
        foot = QWidget()
        row = FlowLayout(foot)
        for button in (self._restore, self._purge, self._delete, self._keep):
            row.addWidget(button)
        row.push()
        row.addWidget(buttons)
        column.addWidget(foot)
        self._removals: dict[int, Removal] = {}
        self._ask(False)
        self.want(560, 360)

    def show_removals(self, removals: Sequence[Removal], now_s: float) -> None:
        """List what can be restored, the latest first. Units: `now_s` in seconds since 1970."""
        chosen = self._chosen()
        self._removals = {each.id: each for each in removals}
        self._list.clear()
        for each in removals:
            item = QListWidgetItem(describe(each, now_s), self._list)
            item.setData(_ID_ROLE, each.id)
            item.setToolTip(safe_text.tip("\n".join(safe_text.printable(path) for path in each.paths[:10])))
            if each.id == chosen:
                self._list.setCurrentItem(item)
        if removals and self._list.currentItem() is None:
            self._list.setCurrentRow(0)
        size = sum(each.impact.size_bytes for each in removals)
        kept = translate(
            "Browse", "Removed clips can be restored for 30 days. Their index takes {size} on disk."
        ).format(size=formatting.size(size))
        self._about.setText(kept if removals else translate("Browse", "Nothing was removed in the last 30 days."))
        self._ask(False)

    def _chosen(self) -> int:
        item = self._list.currentItem()
        return int(item.data(_ID_ROLE)) if item is not None else 0

    def _ask(self, sure: bool) -> None:
        """Deleting is asked once more, as nothing brings it back."""
        removal = self._removals.get(self._chosen())
        is_asked = sure and removal is not None
        for button in (self._restore, self._purge):
            button.setVisible(not is_asked)
            button.setEnabled(removal is not None)
        for widget in (self._delete, self._keep, self._sure):
            widget.setVisible(is_asked)
        if removal is not None and is_asked:
            clips = amounts.clips(removal.impact.clips)
            self._sure.setText(
                translate(
                    "Browse",
                    "Permanently delete the index of {clips}? Files on disk are not touched. This cannot be undone.",
                ).format(clips=clips)
            )
            self._keep.setFocus()

    def _purge_chosen(self) -> None:
        chosen = self._chosen()
        self._ask(False)
        if chosen:
            self.purge_asked.emit([chosen])


def describe(removal: Removal, now_s: float) -> str:
    """One line of the list: what, how much, when, and how long it can be restored."""
    first = (
        safe_text.middle(safe_text.name_of(removal.paths[0]), _LONGEST_NAME)
        if removal.paths
        else translate("Browse", "Clips")
    )
    more = (
        translate("Browse", " and {number:,} more").format(number=len(removal.paths) - 1)
        if len(removal.paths) > 1
        else ""
    )
    what = (
        f"{first}{more}"
        if removal.kind != "missing"
        else translate("Browse", "{first}{more} (file deleted)").format(first=first, more=more)
    )
    when = QLocale().toString(QDateTime.fromSecsSinceEpoch(int(removal.removed_s)), QLocale.FormatType.ShortFormat)
    days = max(0, round((removal.ends_s - now_s) / _DAY_S))
    left = (
        translate("Browse", "{days} left").format(days=amounts.days(days))
        if days
        else translate("Browse", "expires today")
    )
    return translate("Browse", "{what}\n{clips}, removed {when}, {left}").format(
        what=what, clips=amounts.clips(removal.impact.clips), when=when, left=left
    )
