"""A survey of folders before they are added: what is in them, and how fast this computer indexes it.

Some of the clips are really indexed, by the same decoders, scheduler and model, into a catalogue that is thrown away.
"""

from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.errors import EncoderError, MediaError
from core.ingest.read_ahead import ReadAhead
from core.library.deps import LibraryDeps, Scratch
from core.library.indexing import Indexing, IndexingCallbacks
from core.ports import BackgroundEncoder
from core.values import FolderSurvey, IngestProgress, SurveyGap, Video

READ_S = 5.0
"""For the lengths of clips; those that come later are taken to be as long for their size as the others."""
MEASURE_S = 10.0
"""Of work, from the first frame on."""
PATIENCE_S = 30.0
"""For that first frame: a slow drive or a large clip."""
_TELL_EVERY = 200
Tell = Callable[[FolderSurvey], None]


class Survey:
    """One survey. Thread: the engine lane; `stop` any."""

    def __init__(self, parts: LibraryDeps, scratch: Scratch, tell: Tell) -> None:
        self._parts, self._scratch, self._tell = parts, scratch, tell
        self._found = FolderSurvey()
        self._first: tuple[float, int] | None = None
        """Time and count when the first frames were done."""
        self._last = IngestProgress(0, 0, 0, 0, 0, 0.0, None, None)
        self._is_over = False

    def run(self, paths: Sequence[Path], known: Collection[str]) -> Generator[Any, None, FolderSurvey]:
        """Count, read lengths, measure. `known`: places of files that the library has. Raises: StoreError."""
        try:
            yield from self._count(paths, known)
            if not self._found.clips:
                return self._end(self._found.gap or "empty")
            yield from self._read_lengths()
            return (yield from self._measure())
        finally:
            self._scratch.close()

    # ---- counting

    def _count(self, paths: Sequence[Path], known: Collection[str]) -> Generator[None, None, None]:
        catalogue, disk = self._scratch.catalogue, self._parts.disk
        clips = old = 0
        for path in paths:
            place = disk.real(path)
            folder = catalogue.add_folder(place, not place.is_dir())
            try:
                for found in disk.videos_below(folder):
                    if found is None:
                        yield
                    elif str(found[0]) in known:
                        old += 1
                    else:
                        catalogue.add_video(folder.id, *found, self._parts.today_s())
                        clips += 1
                    if (clips + old) % _TELL_EVERY == 0:
                        self._say(clips=clips, known=old)
                        yield
            except MediaError:  # not there, or its drive is gone
                self._say(gap="gone")
        self._say(clips=clips, known=old)
        yield

    # ---- lengths

    def _read_lengths(self) -> Generator[None, None, None]:
        """Headers of clips spread over the whole, for as long as a person waits."""
        parts, catalogue = self._parts, self._scratch.catalogue
        videos = _spread(catalogue.videos())
        until_s = parts.now_s() + READ_S
        self._say(stage="reading")
        reader = ReadAhead()
        read_s = 0.0
        read_bytes = count = 0
        try:
            for video in videos:
                with suppress(MediaError):  # it will be a failed clip, and takes no time to speak of
                    info = yield from reader.read(lambda path=video.path: self._scratch.frames.probe(path))  # type: ignore[misc]
                    catalogue.update_video(
                        replace(video, info=info, size_bytes=info.size_bytes, mtime_ns=info.mtime_ns)
                    )
                    read_s += 0.0 if info.is_still else info.duration_s
                    read_bytes += 0 if info.is_still else video.size_bytes
                count += 1
                self._say(lengths=count, footage_s=self._footage_s(videos, count, read_s, read_bytes))
                if parts.now_s() > until_s:
                    break
                yield
        finally:
            reader.close()

    def _footage_s(self, videos: Sequence[Video], count: int, read_s: float, read_bytes: int) -> float | None:
        """The whole length: what was read, and the rest by size; None while nothing is known of the rest."""
        rest = sum(video.size_bytes for video in videos[count:] if not video.looks_still)
        if not rest:
            return read_s
        return read_s + rest * read_s / read_bytes if read_bytes else None

    # ---- measuring

    def _measure(self) -> Generator[Any, None, FolderSurvey]:
        parts, scratch = self._parts, self._scratch
        self._say(stage="measuring")
        try:
            if isinstance(parts.encoder, BackgroundEncoder):
                parts.encoder.load()
            spec = parts.encoder.spec
        except EncoderError:
            return self._end("model")
        self._say(model=spec.name)
        settings = replace(parts.settings, proxies=replace(parts.settings.proxies, make=False))
        trial = replace(
            parts, catalogue=scratch.catalogue, pictures=scratch.pictures, frames=scratch.frames,
            helpers=scratch.helpers, proxies=None, watcher=None, surroundings=None, read_only=False, settings=settings,
            keep_cost=None,
        )  # fmt: skip
        indexing = Indexing(trial, _callbacks(self._take))
        began_s = parts.now_s()
        steps = indexing.run()
        try:
            for step in steps:
                yield step
                if self._is_enough(began_s):
                    break
        except EncoderError:
            return self._end("model")
        finally:
            steps.close()
            indexing.decoders.close()
        rate = self._rate(began_s)
        if rate is None:
            return self._end("slow")
        self._say(frames_per_s=rate, eta_s=self._last.frames_total / rate, cost=indexing.cost)
        return self._end("")

    def _take(self, progress: IngestProgress) -> None:
        self._is_over |= progress.finished
        if progress.finished:  # then its total is what was done, also where something is left
            total = max(self._last.frames_total, progress.frames_done)
            progress = replace(progress, frames_total=total)
        self._last = progress
        if self._first is None and progress.frames_done:
            self._first = self._parts.now_s(), progress.frames_done

    def _is_enough(self, began_s: float) -> bool:
        now_s = self._parts.now_s()
        return self._is_over or (
            now_s - began_s > PATIENCE_S if self._first is None else now_s - self._first[0] > MEASURE_S
        )

    def _rate(self, began_s: float) -> float | None:
        """Sampled frames a second: without the start of decoders, unless all was done by then."""
        done = self._last.frames_done
        if self._first is not None and done > self._first[1]:
            return (done - self._first[1]) / max(1e-6, self._parts.now_s() - self._first[0])
        return done / max(1e-6, self._parts.now_s() - began_s) if done and self._is_over else None

    # ---- telling

    def _say(self, **more: Any) -> None:
        self._found = replace(self._found, **more)
        self._tell(self._found)

    def _end(self, gap: SurveyGap) -> FolderSurvey:
        self._say(stage="done", gap=gap)
        return self._found


def _spread(videos: Sequence[Video]) -> list[Video]:
    """Every part of the whole early: first one in sixteen, then those between."""
    return [video for start in range(16) for video in videos[start::16]]


def _callbacks(tell: Callable[[IngestProgress], None]) -> IndexingCallbacks:
    def nothing(*_: object) -> Generator[None, None, None]:
        yield from ()

    return IndexingCallbacks(lambda: None, lambda _: None, nothing, nothing, nothing, lambda _: None, tell)
