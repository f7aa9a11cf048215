"""What Fusion and a palette cannot say: fields, buttons, bars. Widgets opt in by object name or `kind`.

May import resources.
"""

from collections.abc import Mapping

import resources

_MARKS = ("check", "choice", "no-choice")
"""Drawings of the sheet, which cannot tint them: one for each theme."""


def write(values: Mapping[str, str], theme: str) -> str:
    """The sheet with each @name@ filled in. `theme`: dark or light."""
    sheet = _SHEET
    marks = {mark: resources.path(f"marks/{mark}-{theme}.svg").as_posix() for mark in _MARKS}
    for key, value in {**values, **marks}.items():
        sheet = sheet.replace(f"@{key}@", value)
    return sheet


_SHEET = """
QToolTip { background: @raised@; color: @text@; border: 1px solid @line@; padding: 5px 7px; }
QSplitter::handle { background: @line@; }
QSplitter::handle:hover { background: @accent@; }
QPushButton, QToolButton[kind="button"] {
    background: @raised@; color: @text@; border: 1px solid @line@; border-radius: 6px;
    padding: 5px 12px; min-height: 18px;
}
QPushButton:hover, QToolButton[kind="button"]:hover { background: @hover@; }
QPushButton:pressed { background: @sunken@; }
QPushButton:focus, QToolButton:focus { border: 2px solid @focus@; }
QPushButton:focus, QToolButton[kind="button"]:focus { padding: 4px 11px; }
QToolButton:focus { padding: 3px; }
QPushButton:disabled { color: @faint@; background: @panel@; }
QPushButton[kind="primary"] {
    background: @accent@; color: @accent_text@; border: 1px solid @accent@; font-weight: 600;
}
QPushButton[kind="primary"]:disabled { background: @line@; color: @faint@; border: 1px solid @line@; }
QPushButton[kind="primary"]:focus { border: 2px solid @text@; }
QPushButton[kind="link"] {
    background: transparent; border: 1px solid transparent; color: @accent@; padding: 3px 6px; min-height: 20px;
}
QPushButton[kind="link"]:hover { background: @hover@; }
QPushButton[kind="link"]:focus { border: 2px solid @focus@; padding: 2px 5px; }
QPushButton[kind="offer"] {
    background: transparent; border: 1px dashed @edge@; color: @accent@; padding: 2px 9px; border-radius: 11px;
}
QPushButton[kind="filter"] { background: @raised@; color: @text@; padding: 2px 9px; border-radius: 11px; }
QPushButton[kind="filter"]:hover { background: @hover@; }
QPushButton[kind="filter"]:focus { border: 2px solid @focus@; padding: 1px 8px; }
QPushButton[kind="offer"]:hover { background: @hover@; }
QPushButton[kind="offer"]:focus { border: 2px solid @focus@; padding: 1px 8px; }
QPushButton#more { padding: 5px 6px; }
QPushButton#more:focus { padding: 4px 5px; }
QCheckBox { border: 1px solid transparent; border-radius: 4px; padding: 2px; min-height: 22px; }
QCheckBox:focus { border: 1px solid @focus@; }
QCheckBox::indicator {
    width: 14px; height: 14px; background: @field@; border: 1px solid @edge@; border-radius: 3px;
}
QCheckBox::indicator:checked { background: @accent@; border: 1px solid @accent@; image: url("@check@"); }
QRadioButton { border: 1px solid transparent; border-radius: 4px; padding: 2px; min-height: 22px; }
QRadioButton:focus { border: 1px solid @focus@; }
QRadioButton::indicator {
    width: 14px; height: 14px; background: @field@; border: 1px solid @edge@; border-radius: 8px;
}
QRadioButton::indicator:checked {
    width: 8px; height: 8px; background: @accent_text@; border: 4px solid @accent@; border-radius: 8px;
}
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 4px; color: @text@; }
QToolButton:hover { background: @hover@; }
QToolButton:pressed, QToolButton:checked { background: @selected@; }
QToolButton:disabled { color: @faint@; }
QToolButton::menu-indicator { subcontrol-origin: padding; subcontrol-position: right center; right: 4px; }
QLineEdit, QAbstractSpinBox, QComboBox, QPlainTextEdit {
    background: @field@; color: @text@; border: 1px solid @edge@; border-radius: 6px; padding: 5px 8px;
    selection-background-color: @accent@; selection-color: @accent_text@;
}
QLineEdit { placeholder-text-color: @faint@; }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus {
    border: 2px solid @focus@; padding: 4px 7px;
}
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled {
    background: @panel@; color: @faint@; border: 1px solid @line@;
}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { subcontrol-origin: border; width: 0px; height: 0px; }
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus { border: none; padding: 0; background: transparent; }
QComboBox { background: @raised@; padding-right: 4px; }
QComboBox:hover { background: @hover@; }
QComboBox:focus { padding-right: 3px; }
QDateEdit { padding: 5px 4px 5px 8px; }
QDateEdit:focus { padding: 4px 3px 4px 7px; }
QDateEdit::down-arrow { image: url("@choice@"); width: 14px; height: 14px; }
QDateEdit::down-arrow:disabled { image: url("@no-choice@"); }
QComboBox::drop-down, QDateEdit::drop-down {
    subcontrol-origin: padding; subcontrol-position: center right;
    border: none; border-left: 1px solid @line@; width: 24px;
}
QComboBox::down-arrow { image: url("@choice@"); width: 14px; height: 14px; }
QComboBox::down-arrow:disabled { image: url("@no-choice@"); }
QComboBox QAbstractItemView {
    background: @raised@; color: @text@; border: 1px solid @edge@; padding: 2px; outline: none;
    selection-background-color: @selected@; selection-color: @text@;
}
QMenu { background: @raised@; color: @text@; border: 1px solid @line@; padding: 4px; }
QMenu::item { padding: 5px 26px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: @selected@; }
QMenu::item:disabled { color: @faint@; }
QMenu::separator { height: 1px; background: @line@; margin: 4px 6px; }
QMenuBar { background: @window@; color: @muted@; }
QMenuBar::item { padding: 4px 9px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: @raised@; color: @text@; }
QTableWidget, QTableView { background: @panel@; border: 1px solid @line@; border-radius: 6px; gridline-color: @line@; }
QTableView { outline: none; selection-background-color: @selected@; selection-color: @text@; }
QTableWidget[kind="lines"]::item { padding: 4px 6px; border-bottom: 1px solid @line@; }
QTableWidget[kind="lines"]::item:selected { background: @selected@; color: @text@; }
QTreeWidget[kind="lines"] { background: @panel@; border: 1px solid @line@; border-radius: 6px; outline: none; }
QTreeWidget[kind="lines"]::item { padding: 5px 6px; color: @text@; }
QTreeWidget[kind="lines"]::item:selected { background: @selected@; color: @text@; }
QListWidget[kind="choices"] { background: @panel@; border: 1px solid @line@; border-radius: 6px; outline: none; }
QListWidget[kind="choices"]::item { padding: 2px 4px; color: @text@; }
QListWidget[kind="choices"]::item:selected { background: @selected@; color: @text@; }
QListWidget[kind="choices"]::indicator {
    width: 14px; height: 14px; background: @field@; border: 1px solid @edge@; border-radius: 3px;
}
QListWidget[kind="choices"]::indicator:checked {
    background: @accent@; border: 1px solid @accent@; image: url("@check@");
}
QListWidget#groups { background: @panel@; outline: none; }
QListWidget#groups::item { padding-left: 12px; }
QListWidget#groups::item:selected { background: @selected@; color: @text@; }
QListWidget#groups::item:focus { border: 2px solid @focus@; padding-left: 10px; }
QHeaderView { background: @panel@; }
QHeaderView::section { background: @raised@; color: @muted@; border: none; padding: 5px 8px; }
QTabWidget::pane { background: @panel@; border: 1px solid @line@; border-radius: 6px; }
QTabBar { qproperty-drawBase: 0; }
QTabBar::tab {
    background: transparent; color: @muted@; border: 1px solid transparent; border-radius: 6px;
    padding: 5px 12px; margin: 0 4px 4px 0; min-height: 18px;
}
QTabBar::tab:hover { background: @hover@; }
QTabBar::tab:selected { background: @selected@; color: @text@; }
QTabBar::tab:focus { border: 2px solid @focus@; padding: 4px 11px; }
QTabBar::tab:disabled { color: @faint@; }
QScrollBar:vertical { background: transparent; width: 11px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 11px; margin: 0; }
QScrollBar::handle { background: @edge@; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 36px; }
QScrollBar::handle:horizontal { min-width: 36px; }
QScrollBar::handle:hover { background: @muted@; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QLabel[kind="muted"] { color: @muted@; }
QLabel[kind="faint"] { color: @faint@; }
QLabel[kind="error"] { color: @error@; }
QLabel[kind="ok"] { color: @ok@; }
QLabel[kind="warn"] { color: @warn@; }
QLabel[kind="title"] { font-weight: 600; }
QLabel[kind="heading"] { font-size: @small@; font-weight: 600; color: @faint@; }
QProgressBar { background: @raised@; border: none; border-radius: 3px; }
QProgressBar::chunk { background: @accent@; border-radius: 3px; }
QFrame[kind="rule"] { background: @line@; border: none; }
QFrame[kind="panel"] { background: @panel@; border: none; }
QFrame[kind="bar"] { background: @raised@; border: 1px solid @line@; border-radius: 8px; }
"""
