"""What the work needs from the outside, as protocols. Machinery fits them without importing this room's users.

May import `core.values` only.
"""

from core.ports.annotations import AnnotationCatalogue
from core.ports.caches import PictureStore, ProxyStore
from core.ports.catalogue import (
    Catalogue,
    KeepingCatalogue,
    ModelCatalogue,
    RemovalCatalogue,
    RootCatalogue,
    VectorCatalogue,
    VideoCatalogue,
)
from core.ports.clock import Clock
from core.ports.disk import Disk, FolderWatcher, OnFolderChange
from core.ports.encoder import BackgroundEncoder, Encoder, JointEncoder
from core.ports.frame_source import FrameSource
from core.ports.nulls import NullStore
from core.ports.subclip_maker import SubclipMaker
from core.ports.vector_index import VectorIndex

__all__ = [
    "AnnotationCatalogue",
    "BackgroundEncoder",
    "Catalogue",
    "Clock",
    "Disk",
    "Encoder",
    "FolderWatcher",
    "FrameSource",
    "JointEncoder",
    "KeepingCatalogue",
    "ModelCatalogue",
    "NullStore",
    "OnFolderChange",
    "PictureStore",
    "ProxyStore",
    "RemovalCatalogue",
    "RootCatalogue",
    "SubclipMaker",
    "VectorCatalogue",
    "VectorIndex",
    "VideoCatalogue",
]
