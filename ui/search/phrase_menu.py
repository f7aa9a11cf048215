"""The menu of a phrase: its role, its weight, muting and removal."""

from collections.abc import Callable

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from core.values import Phrase, PhraseRole
from ui import safe_text
from ui.search.phrase_marks import WEIGHTS, toggle_mute, with_role, with_weight
from ui.translate import translate
from ui.widgets import amounts
from ui.widgets.menu_text import with_keys


def phrase_menu(
    parent: QWidget,
    phrase: Phrase,
    change: Callable[[Phrase], object],
    remove: Callable[[], object],
    begin_step: Callable[[], object] | None = None,
) -> QMenu:
    """A menu for one phrase; `change` is called with the phrase as chosen.

    `begin_step` makes the next step of this phrase and what follows; None where it begins a step already.
    """
    menu = QMenu(safe_text.on_button(phrase.text), parent)
    roles: tuple[tuple[PhraseRole, str, str], ...] = (
        ("must", translate("Search", "Must have"), "M"),
        ("should", translate("Search", "Nice to have"), "S"),
        ("not", translate("Search", "Exclude"), "N"),
    )
    group = QActionGroup(menu)
    for role, title, key in roles:
        action = _choice(menu, group, f"{title}\t{key}", phrase.role == role)
        action.triggered.connect(lambda _=False, role=role: change(with_role(phrase, role)))
    menu.addSeparator()
    weights = menu.addMenu(translate("Search", "Weight"))
    kinds = QActionGroup(weights)
    for weight in WEIGHTS:
        action = _choice(weights, kinds, f"×{amounts.number(weight)}", phrase.weight == weight)
        action.triggered.connect(lambda _=False, weight=weight: change(with_weight(phrase, weight)))
    mute = menu.addAction(with_keys(translate("Search", "Mute"), "U"))
    mute.setCheckable(True)
    mute.setChecked(phrase.muted)
    mute.triggered.connect(lambda: change(toggle_mute(phrase)))
    menu.addSeparator()
    then = menu.addAction(with_keys(translate("Search", "Next step starts here"), ">"))
    then.setEnabled(begin_step is not None)
    if begin_step is not None:
        then.triggered.connect(lambda: begin_step())
    menu.addSeparator()
    menu.addAction(with_keys(translate("Search", "Remove phrase"), "Del")).triggered.connect(lambda: remove())
    return menu


def _choice(menu: QMenu, group: QActionGroup, title: str, chosen: bool) -> QAction:
    action = menu.addAction(title)
    action.setCheckable(True)
    action.setChecked(chosen)
    group.addAction(action)
    return action
