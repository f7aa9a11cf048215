"""What was said of a result. No Qt."""

from core.values import LikeKind
from ui.translate import translate


def judgement_text(kind: LikeKind) -> str:
    """What was said."""
    return translate("Browse", "Liked") if kind == "liked" else translate("Browse", "Disliked")
