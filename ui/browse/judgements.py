"""The user's judgement of a result. No Qt."""

from core.values import LikeKind
from ui.translate import translate


def judgement_text(kind: LikeKind) -> str:
    """The judgement."""
    return translate("Browse", "Liked") if kind == "liked" else translate("Browse", "Disliked")


def relevance_text(is_right: bool) -> str:
    """The judgement for the search that is shown."""
    return translate("Browse", "Right for this search") if is_right else translate("Browse", "Wrong for this search")


def relevance_word(is_right: bool) -> str:
    """The same as one word, on a card."""
    return translate("Browse", "right") if is_right else translate("Browse", "wrong")
