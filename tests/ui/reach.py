"""Walks over all widgets of a window and says what a user could not reach or read."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenuBar,
    QPlainTextEdit,
    QProgressBar,
    QScrollArea,
    QScrollBar,
    QWidget,
)

from ui.play.screen import Screen
from ui.play.timeline import Timeline
from ui.search.chips import PhraseChips
from ui.search.evidence_view import EvidenceView
from ui.widgets.elided import ElidedButton, ElidedLabel

CONTROLS = (
    QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QAbstractSlider, QAbstractItemView, QPlainTextEdit,
    PhraseChips, EvidenceView,
)  # fmt: skip
WORDS = (QLabel, QProgressBar, Screen, Timeline)
_SLACK_PX = 1


def settle():
    """Let layouts, their heights for widths, and scroll bars come to rest."""
    for _ in range(6):
        QApplication.sendPostedEvents()
        QApplication.processEvents()


def parts(window):
    """All that is seen and means something: controls and texts, without the insides of others."""
    return [
        each for each in window.findChildren(QWidget)
        if isinstance(each, CONTROLS + WORDS) and each.isVisible() and each.window() is window and not _is_inner(each)
    ]  # fmt: skip


def _is_inner(widget):
    if isinstance(widget, QScrollBar) or widget.objectName() == "qt_menubar_ext_button":
        return True
    parent = widget.parentWidget()
    inner = (QAbstractSpinBox, QComboBox, QAbstractItemView, QMenuBar, QLineEdit)
    return isinstance(parent, inner) or (isinstance(widget, QLabel) and not widget.text() and widget.pixmap().isNull())


def troubles(window):
    """Sentences about everything that is cut off, outside, squeezed, or lies over something else."""
    settle()
    found = []
    shown = parts(window)
    for widget in shown:
        found += _outside(widget, window)
        found += _squeezed(widget)
    found += _overlaps(shown)
    return found


def _outside(widget, window):
    """Each ancestor shows all of it, or is a scroll area in which one can get to it."""
    rect = QRect(QPoint(), widget.size())
    at = widget
    while at is not window:
        parent = at.parentWidget()
        rect.translate(at.pos())
        area = _area_of(at, parent)
        if area is not None:
            has_bar = area.horizontalScrollBarPolicy() != Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            content = at.rect().translated(at.pos())
            if not content.adjusted(-_SLACK_PX, -_SLACK_PX, _SLACK_PX, _SLACK_PX).contains(rect):
                return [f"{_say(widget)} is outside the page that scrolls: {rect} of {content}"]
            if not has_bar and (rect.left() < -_SLACK_PX or rect.right() > parent.width() + _SLACK_PX):
                return [f"{_say(widget)} is cut at the side of {_say(area)}: {rect} of {parent.rect()}"]
            if area.viewport().height() < 20 or area.viewport().width() < 60:
                return [f"{_say(widget)} lies in {_say(area)}, of which nothing is seen: {area.viewport().size()}"]
            rect = QRect(area.viewport().pos(), area.viewport().size())
            at = area
            continue
        room = parent.rect().adjusted(-_SLACK_PX, -_SLACK_PX, _SLACK_PX, _SLACK_PX)
        if not room.contains(rect):
            return [f"{_say(widget)} is cut off by {_say(parent)}: {rect} of {parent.rect()}"]
        at = parent
    return []


def _area_of(widget, parent):
    area = parent.parentWidget() if parent is not None else None
    return area if isinstance(area, QScrollArea) and area.widget() is widget else None


def _squeezed(widget):
    if isinstance(widget, ElidedLabel):
        least = widget.minimumSizeHint()
        is_small = widget.width() < least.width() - _SLACK_PX or widget.height() < least.height() - 2
        is_mute = widget.is_cut and not widget.toolTip()
        return (
            [f"{_say(widget)} is squeezed to {widget.size()}"]
            if is_small
            else ([f"{_say(widget)} is cut and has no tooltip"] if is_mute else [])
        )
    if isinstance(widget, QLabel):
        if not widget.wordWrap():
            return [f"{_say(widget)} is cut: {widget.width()} of {widget.sizeHint().width()}"] * (
                widget.width() < widget.sizeHint().width() - _SLACK_PX
            )
        wanted, least = widget.heightForWidth(widget.width()), widget.minimumSizeHint().width()
        if widget.width() < least - _SLACK_PX:
            return [f"{_say(widget)} is narrower than its longest word: {widget.width()} of {least}"]
        return [f"{_say(widget)} is cut: {widget.height()} of {wanted} high"] * (widget.height() < wanted - 2)
    least = widget.minimumSizeHint()
    if isinstance(widget, (QAbstractItemView, QAbstractScrollArea)) and not isinstance(widget, EvidenceView):
        least.setHeight(min(least.height(), 36))
        least.setWidth(min(least.width(), 100))
    if isinstance(widget, ElidedButton):
        if widget.width() < widget.sizeHint().width() and not widget.toolTip():
            return [f"{_say(widget)} is cut and has no tooltip"]
    elif isinstance(widget, QAbstractButton) and widget.text():
        least = widget.sizeHint()
    least = least.boundedTo(widget.maximumSize())
    if widget.minimumWidth():  # said on purpose
        least.setWidth(widget.minimumWidth())
    is_small = widget.width() < least.width() - _SLACK_PX or widget.height() < least.height() - _SLACK_PX
    return [f"{_say(widget)} is squeezed: {widget.size()} of {least}"] if is_small else []


def _overlaps(shown):
    """No two parts may lie over one another, unless one is inside the other."""
    boxes = []
    for widget in shown:
        boxes.append((widget, _seen(widget)))
    found = []
    for number, (one, box) in enumerate(boxes):
        for other, second in boxes[number + 1 :]:
            inner = box.adjusted(1, 1, -1, -1)
            if inner.intersects(second) and not one.isAncestorOf(other) and not other.isAncestorOf(one):
                found.append(f"{_say(one)} lies over {_say(other)}: {box} and {second}")
    return found


def _seen(widget):
    """What of it is on the screen: clipped by everything it lies in."""
    box = QRect(widget.mapToGlobal(QPoint()), widget.size())
    parent = widget.parentWidget()
    while parent is not None and not widget.isWindow():
        box &= QRect(parent.mapToGlobal(QPoint()), parent.size())
        if parent.isWindow():
            break
        parent = parent.parentWidget()
    return box


def _say(widget):
    name = widget.objectName() or widget.accessibleName()
    text = widget.text()[:40] if isinstance(widget, (QLabel, QAbstractButton)) else ""
    return f"{type(widget).__name__} {name!r} {text!r}".replace(" ''", "")


def nameless(window):
    """Buttons without words that say nothing of themselves to a screen reader or to a resting mouse."""
    found = []
    for button in window.findChildren(QAbstractButton):
        if button.window() is not window or button.objectName().startswith("qt_") or button.isHidden():
            continue
        name = button.accessibleName() or button.text()
        if not name.strip() or (not button.text() and not button.toolTip()):
            found.append(f"{_say(button)} in {_say(button.parentWidget())}")
    return found


def unreachable(window):
    """Controls that are seen and could be used, and that Tab never comes to."""
    chain, at = set(), window.nextInFocusChain()
    while at is not window:
        chain.add(at)
        at = at.nextInFocusChain()
    found = []
    for widget in parts(window):
        if not isinstance(widget, CONTROLS) or not widget.isEnabled() or isinstance(widget, QScrollBar):
            continue
        by_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus or (
            isinstance(widget, QAbstractButton) and widget.isCheckable() and widget.autoExclusive()
        )
        if widget not in chain or not by_tab:
            found.append(_say(widget))
    return found
