"""Pairs of clip and caption: read from lists, sidecars, published sets and the library, checked and split.

No torch and no Qt.
"""

from core.finetune.pairs.check import check_pairs
from core.finetune.pairs.lookup import ClipFacts, ClipLookup, DiskLookup, LibraryLookup
from core.finetune.pairs.path_memory import PathMemory
from core.finetune.pairs.template import save_template, template_text

__all__ = [
    "ClipFacts",
    "ClipLookup",
    "DiskLookup",
    "LibraryLookup",
    "PathMemory",
    "check_pairs",
    "save_template",
    "template_text",
]
