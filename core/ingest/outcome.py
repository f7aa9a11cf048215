"""What became of a video, written in one transaction. Nobody else in this package changes the record of a video."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.ports import Catalogue, Encoder, VideoCatalogue
from core.values import MediaInfo, Segment, SegmentVectors, SourceMetadata, Video, VideoState


@dataclass(frozen=True, slots=True)
class IndexOutcome:
    """The video's record as it is now, its old segments and its new ones."""

    video: Video
    gone: tuple[int, ...] = ()
    made: tuple[Segment, ...] = ()
    skipped: bool = False
    """It crashed the decoder each time, see `crashes`."""


class OutcomeWriter:
    """Writes what became of one video. Thread: the engine lane.

    The video may have been moved, changed or removed while it was read: then nothing is written, and it is indexed
    again if it is still in the library.
    """

    def __init__(self, catalogue: Catalogue, encoder: Encoder, video: Video) -> None:
        self._catalogue, self._encoder, self._video = catalogue, encoder, video

    def put(self, info: MediaInfo, segments: Sequence[SegmentVectors]) -> IndexOutcome:
        """It is indexed: these segments replace those it had."""
        now = self._record_now(info)
        if now is None:
            return IndexOutcome(self._video)
        gone = self._segment_ids()
        return IndexOutcome(now, gone, tuple(self._catalogue.put(now, self._encoder.spec, segments)))

    def keep(self, info: MediaInfo) -> IndexOutcome:
        """It has its vectors already: a drive came back, or the file was only touched."""
        now = self._record_now(info)
        if now is not None:
            self._catalogue.update_video(now)
        return IndexOutcome(now or self._video)

    def copy(self, twin: Video, info: MediaInfo) -> IndexOutcome:
        """It takes over the vectors of a video of equal content."""
        now = self._record_now(info)
        if now is None:
            return IndexOutcome(self._video)
        gone = self._segment_ids()
        return IndexOutcome(now, gone, tuple(self._catalogue.copy_segments(twin.id, now, self._encoder.spec)))

    def write_off(
        self, state: VideoState, note: str, *, skipped: bool = False, needs_proxy: bool = False
    ) -> IndexOutcome:
        """It cannot be used now; a failed one loses the vectors of what it was before a change."""
        now = self._catalogue.video(self._video.id)
        if now is None or now.path != self._video.path:
            return IndexOutcome(self._video, skipped=skipped)
        # what is known of other content than the file has now would be shown as if it were the file's
        info = None if state == "failed" and not now.is_current else now.info
        off = replace(now, state=state, note=note, info=info, needs_proxy=needs_proxy)
        gone = self._segment_ids() if state == "failed" else ()
        if gone:
            self._catalogue.put(off, self._encoder.spec, [])
        else:
            self._catalogue.update_video(off)
        return IndexOutcome(off, gone, skipped=skipped)

    def _record_now(self, info: MediaInfo) -> Video | None:
        """The record to write; None when the video has left the library, or its file is another by now."""
        before, now = self._video, self._catalogue.video(self._video.id)
        if now is None or (now.path, now.size_bytes, now.mtime_ns) != (before.path, before.size_bytes, before.mtime_ns):
            return None
        state: VideoState = now.state if now.state in {"missing", "offline"} else "ready"
        return replace(
            now,
            size_bytes=info.size_bytes,
            mtime_ns=info.mtime_ns,
            state=state,
            note=info.note,
            info=info,
            needs_proxy=False,
        )

    def _segment_ids(self) -> tuple[int, ...]:
        """The video's segments so far."""
        return tuple(one.id for one in self._catalogue.segments_of(self._video.id, self._encoder.spec))


def write_source(catalogue: VideoCatalogue, before: Video, source: SourceMetadata) -> bool:
    """Add what a file says of its recording to the record of its video; vectors and state stay.

    False when the video has changed, moved or left the library while its file was read: nothing is written then.
    """
    now = catalogue.video(before.id)
    if now is None or now.info is None or not now.is_current:
        return False
    if now.info.source is not None and now.info.source.is_complete:
        return False
    if (now.path, now.size_bytes, now.mtime_ns) != (before.path, before.size_bytes, before.mtime_ns):
        return False
    catalogue.update_video(replace(now, info=replace(now.info, source=source)))
    return True
