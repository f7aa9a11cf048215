"""What can be said of a result, in menus and on buttons: liked or disliked, right or wrong."""

from collections.abc import Callable

from PySide6.QtWidgets import QMenu

from core.values import LikeKind
from ui.browse.card import Card
from ui.browse.judgements import relevance_text
from ui.translate import translate


def add_judgements(menu: QMenu, card: Card, judge: Callable[[LikeKind], object]) -> None:
    """Like and dislike, checked where chosen."""
    kinds: tuple[LikeKind, ...] = ("liked", "disliked")
    menu.setToolTipsVisible(True)
    for kind in kinds:
        action = menu.addAction(action_text(kind))
        action.setCheckable(True)
        action.setChecked(card.hit is not None and card.hit.judged == kind)
        action.setToolTip(tip(kind))
        action.triggered.connect(lambda _=False, kind=kind: judge(kind))


def add_relevance(menu: QMenu, card: Card, judge: Callable[[bool], object]) -> None:
    """Right and wrong for this search, checked where chosen."""
    menu.setToolTipsVisible(True)
    for is_right in (True, False):
        action = menu.addAction(relevance_text(is_right))
        action.setCheckable(True)
        action.setChecked(card.is_right is is_right)
        action.setToolTip(
            translate("Browse", "Note it for teaching the model; the order stays. Again to take it back.")
        )
        action.triggered.connect(lambda _=False, is_right=is_right: judge(is_right))


def action_text(kind: LikeKind) -> str:
    """Of a menu or button."""
    return translate("Browse", "Like this result") if kind == "liked" else translate("Browse", "Dislike this result")


def tip(kind: LikeKind) -> str:
    """What it does."""
    if kind == "liked":
        return translate(
            "Browse", "Re-order the results now: what looks like this one comes first. Again to take it back."
        )
    return translate("Browse", "Re-order the results now: what looks like this one comes last. Again to take it back.")
