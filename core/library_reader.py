"""The reading side of the front door: films, moments and pictures, for grid and player.

Another class than the library because it lives on another lane. Imports ports, never machinery.
"""

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

from core.errors import UnreadableError
from core.ingest.passed import list_skipped
from core.ports import Catalogue, Disk, FrameSource, PictureStore, ProxyStore
from core.values import (
    LARGE_HEIGHT_PX,
    PICTURE_HEIGHT_PX,
    EncoderSpec,
    EncoderState,
    Filter,
    Folder,
    FolderTree,
    LibraryStatus,
    PassedOver,
    Removal,
    Segment,
    SkippedItems,
    Video,
)


class LibraryReader:
    """The reader. Thread: the pictures lane; has a read-only catalogue of its own."""

    def __init__(
        self,
        catalogue: Catalogue,
        pictures: PictureStore,
        frames: FrameSource,
        proxies: ProxyStore | None = None,
        disk: Disk | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._pictures = pictures
        self._frames = frames
        self._proxies = proxies
        self._disk = disk

    def folders(self) -> list[Folder]:
        """Roots, oldest first."""
        return self._catalogue.folders()

    def videos(self, filter_: Filter | None = None) -> list[Video]:
        """Films in order of path."""
        return self._catalogue.videos(filter_)

    def tree(self) -> FolderTree:
        """Counts of every folder that clips lie below."""
        return FolderTree((video.place, video.state) for block in self._catalogue.files() for video in block)

    def passed_over(self) -> list[PassedOver]:
        """What the last look at each folder did not take in: links that lead nowhere, folders that cannot be read."""
        return self._catalogue.passed_over()

    def list_skipped(
        self, folder_id: int, below: Path | None = None, most: int | None = None
    ) -> Generator[None, None, SkippedItems | None]:
        """Look through one folder for what was passed over: a lane job. None when it is no folder of the library.

        With `below` only what lies in that folder inside it counts; `most` of each kind are listed.
        """
        root = next((each for each in self._catalogue.folders() if each.id == folder_id and not each.is_file), None)
        if root is None or self._disk is None:
            return None
        return (yield from list_skipped(self._catalogue, self._disk, root, below, most))

    def excluded(self) -> list[Path]:
        """Parts of folders, and clips in them, that were removed from the library."""
        return self._catalogue.excluded()

    def removals(self) -> list[Removal]:
        """What was removed and can be restored, the latest first."""
        return self._catalogue.removals()

    def video(self, video_id: int) -> Video | None:
        """One film."""
        return self._catalogue.video(video_id)

    def segments_of(self, video_id: int) -> list[Segment]:
        """A film's segments as the model last used cut it."""
        spec = self._catalogue.last_spec()
        return self._catalogue.segments_of(video_id, spec) if spec is not None else []

    def picture(self, video: Video, time_s: float) -> bytes:
        """JPEG of the frame near this time: from the cache, else decoded. Raises: MediaError.

        A film that failed is not decoded again to be looked at: it may be one that ends the decoder.
        """
        info = video.info
        cached = self._pictures.get(info.fingerprint, time_s) if info is not None else None
        if cached is not None:
            return cached
        if video.state == "failed":
            raise UnreadableError(video.path, video.note)
        made = self._decoded(video, time_s, PICTURE_HEIGHT_PX)
        if info is not None:
            self._pictures.put(info.fingerprint, [(time_s, made)])
        return made

    def large_picture(self, video: Video, time_s: float) -> bytes:
        """JPEG of the frame near this time for the whole screen, always decoded. Raises: MediaError."""
        return self._decoded(video, time_s, LARGE_HEIGHT_PX)

    def _decoded(self, video: Video, time_s: float, height_px: int) -> bytes:
        path = self._readable(video)
        info = video.info if path == video.path and video.is_current else None
        return self._frames.still(path, time_s, height_px, info)

    def proxy(self, video: Video) -> Path | None:
        """The film small, where there is one: for when the original is away or cannot be played."""
        if self._proxies is None or video.info is None:
            return None
        return self._proxies.find(video.info.fingerprint)

    def _readable(self, video: Video) -> Path:
        """The film itself, or its small copy while its drive is away."""
        away = video.state in {"offline", "missing"}
        return (self.proxy(video) if away else None) or video.path

    def picture_times(self, video: Video) -> list[float]:
        """Times of the cached pictures, for skimming."""
        return self._pictures.times(video.info.fingerprint) if video.info is not None else []

    def status(self) -> LibraryStatus:
        """Counts without waking the model."""
        return build_status(self._catalogue, None, None, "")

    def close(self) -> None:
        """Close the files."""
        for part in (self._frames, self._pictures, self._catalogue):
            part.close()


def build_status(
    catalogue: Catalogue, spec: EncoderSpec | None, state: EncoderState | None, index: str
) -> LibraryStatus:
    """Counts, with the model and the index they are of."""
    counts = catalogue.counts(spec)
    return replace(
        counts,
        encoder=spec or catalogue.last_spec(),
        encoder_state=state,
        index=index,
    )
