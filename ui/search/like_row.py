"""The results of a query that were liked or disliked, each as a button with a menu."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from core.values import Like
from ui import safe_text, theme
from ui.translate import translate
from ui.widgets import formatting
from ui.widgets.flow import FlowLayout

_LONGEST_NAME = 20
_ICON_PX = 14


class LikeRow(QWidget):
    """Hidden while there is none."""

    changed = Signal(object)
    """The likes as they should be: tuple of Like."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._likes: tuple[Like, ...] = ()
        self.buttons: list[QToolButton] = []
        self.setObjectName("likes")
        self.setAccessibleName(translate("Search", "Liked and disliked results"))
        self._flow = FlowLayout(self)
        self.hide()

    def show_likes(self, likes: Sequence[Like]) -> None:
        """Show these, in their order."""
        if tuple(likes) == self._likes:
            return
        self._likes = tuple(likes)
        while (item := self._flow.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.buttons = [self._button(place, like) for place, like in enumerate(self._likes)]
        for button in self.buttons:
            self._flow.addWidget(button)
        self._colour()
        self.setVisible(bool(self._likes))
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """One line, however narrow."""
        return QSize(80, super().minimumSizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        """Signs follow the theme."""
        super().changeEvent(event)
        if theme.has_changed(event):
            self._colour()

    def _colour(self) -> None:
        colours = theme.tokens(self.palette())
        for button, like in zip(self.buttons, self._likes, strict=True):
            colour = colours.faint if like.muted else colours.ok if like.kind == "liked" else colours.error
            button.setIcon(theme.icon("like" if like.kind == "liked" else "dislike", colour, _ICON_PX))

    def _button(self, place: int, like: Like) -> QToolButton:
        button = QToolButton(self)
        name = safe_text.name_of(like.path)
        if len(name) > _LONGEST_NAME:
            name = f"{name[: _LONGEST_NAME // 2]}…{name[-_LONGEST_NAME // 2 + 1 :]}"
        text = name if like.start_s == like.stop_s else f"{name} {formatting.place(like.start_s)}"
        said = _spoken(like, text)
        button.setText(safe_text.on_button(text))
        button.setToolTip(safe_text.tip(f"{said}\n{like.path}"))
        button.setAccessibleName(said)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setStyleSheet("padding: 2px 18px 2px 6px;")  # room for the arrow
        font = button.font()
        font.setStrikeOut(like.muted)
        button.setFont(font)
        button.setMenu(self._menu(button, place, like))
        return button

    def _menu(self, button: QToolButton, place: int, like: Like) -> QMenu:
        menu = QMenu(button)
        mute = menu.addAction(translate("Search", "Mute"))
        mute.setCheckable(True)
        mute.setChecked(like.muted)
        mute.triggered.connect(lambda: self._put(place, replace(like, muted=not like.muted)))
        if like.kind == "liked":
            other = menu.addAction(translate("Search", "Dislike instead"))
            other.triggered.connect(lambda: self._put(place, replace(like, kind="disliked", muted=False)))
        else:
            other = menu.addAction(translate("Search", "Like instead"))
            other.triggered.connect(lambda: self._put(place, replace(like, kind="liked", muted=False)))
        menu.addSeparator()
        menu.addAction(translate("Search", "Remove")).triggered.connect(lambda: self._put(place, None))
        menu.addAction(translate("Search", "Remove all likes and dislikes")).triggered.connect(
            lambda: self.changed.emit(())
        )
        return menu

    def _put(self, place: int, like: Like | None) -> None:
        put = () if like is None else (like,)
        self.changed.emit((*self._likes[:place], *put, *self._likes[place + 1 :]))


def _spoken(like: Like, text: str) -> str:
    said = translate("Search", "Liked: {moment}") if like.kind == "liked" else translate("Search", "Disliked: {moment}")
    said = said.format(moment=text)
    return translate("Search", "{example} (muted)").format(example=said) if like.muted else said
