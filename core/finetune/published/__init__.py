"""Published data sets in the layouts in which they are handed round: names of files, columns and splits.

No network and no torch. Source: the data loaders of CLIP2Video, CLIP4Clip and Frozen in Time.
"""

from core.finetune.published.layouts import NAMES, find_published, read_published
from core.finetune.published.records import PublishedClip, PublishedSet
from core.finetune.published.root_files import RootFiles

__all__ = ["NAMES", "PublishedClip", "PublishedSet", "RootFiles", "find_published", "read_published"]
