"""Looking at one film: what is read of it, where, and what of that is kept aside until the film is whole."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from core.errors import UnreadableError
from core.ingest.decoder_pool import Station, Stations, Steps, Together, read_at
from core.ingest.frame_batcher import Hopper
from core.ingest.progress_meter import Meter
from core.ingest.proxies import Copies, Copying
from core.ingest.sampling_state import Looks, Piece, groups
from core.ingest.segment_plan import PIECE_FRAMES, denser_times, may_be_fast, spans_of
from core.ports import Catalogue, Clock, Encoder
from core.settings import Sampling
from core.values import Kept, MediaInfo, Video

SCANNED_AS = 1
"""Changed when the same film would be read into other samples: pieces kept before are then of no use."""
_NOTHING = np.zeros((0, 0), np.float16)


@dataclass(frozen=True, slots=True)
class Tools:
    """What an ingest works with."""

    catalogue: Catalogue
    encoder: Encoder
    stations: Stations
    hopper: Hopper
    meter: Meter
    today_s: Clock
    sampling: Sampling
    batch: int
    sleep: Callable[[float], None] = time.sleep
    copies: Copies = field(default_factory=Copies)
    is_outranked: Callable[[Video], bool] = lambda _: False
    """True when a film that should go before this one waits."""

    def is_fast(self, video: Video) -> bool:
        """True when keyframes are enough for this film."""
        return self.sampling.mode == "fast" and not is_refined(video)


class Viewing:
    """Reads and encodes one film, in pieces if it is long, and copies it in passing. Thread: the engine lane."""

    def __init__(self, tools: Tools, video: Video, info: MediaInfo, copying: Copying | None = None) -> None:
        self._tools, self._video, self._info = tools, video, info
        self._copying = copying
        self._fast = tools.is_fast(video) and may_be_fast(info)
        self._looks = Looks(video.id, info, tools.sampling.every_s, self._fast)

    def look(self) -> Steps[Looks]:
        """Sample and encode the whole film, then once more where a shot was too short."""
        tools, looks = self._tools, self._looks
        try:
            self._plan([Piece(number, span_s) for number, span_s in enumerate(spans_of(self._info.duration_s))])
            if self._copying is not None:
                self._copying.expect(piece.number for piece in looks.pieces if piece.is_read)
            yield from self._read_all()
            if not looks.times_s:
                raise UnreadableError(self._info.path, "No picture of this film can be read.")
            if not self._fast:
                self._plan(self._closer())
                yield from self._read_all()
            while not looks.is_whole:
                yield "hungry"
        finally:
            tools.hopper.drop(looks)
        return looks

    def _closer(self) -> list[Piece]:
        """Single frames of shots that have too few."""
        sampling, frame_s = self._tools.sampling, float(1 / self._info.fps) if self._info.fps > 0 else 0.0
        shots = self._looks.shots()
        wanted = [time_s for shot in shots for time_s in denser_times(shot, sampling.min_frames, frame_s)]
        return groups(wanted, PIECE_FRAMES, len(self._looks.pieces))

    def _read_all(self) -> Steps[None]:
        """Read pieces one after another, at several places while those are free."""
        todo = deque(piece for piece in self._looks.pieces if not piece.is_read)
        with closing(Together()) as together:
            together.begin(self._one_after_another(todo))
            while together.has_more:
                while todo and (spare := self._tools.stations.lent()) is not None:
                    together.begin(self._as_guest(spare, todo.popleft()))
                yield together.step()
                self._keep_aside()

    def _one_after_another(self, todo: deque[Piece]) -> Steps[None]:
        """All at one place, which is left between two pieces when a film given by hand meanwhile should go first."""
        stations = self._tools.stations
        while todo:
            with stations.held((yield from stations.one())) as station:
                while todo:
                    yield from self._read_piece(station, todo.popleft())
                    if self._tools.is_outranked(self._video):
                        break
            yield "waiting"

    def _as_guest(self, station: Station, piece: Piece) -> Steps[None]:
        with self._tools.stations.held(station):
            yield from self._read_piece(station, piece)

    def _read_piece(self, station: Station, piece: Piece) -> Steps[None]:
        yield from self._read_frames(station, piece) if piece.wanted_s else self._scan(station, piece)
        piece.is_read = True
        self._info = self._looks.info = station.frames.learned(self._info)

    def _scan(self, station: Station, piece: Piece) -> Steps[None]:
        """Samples of a stretch with the cuts between them."""
        tools, shape = self._tools, self._tools.encoder.spec.frame_shape
        copy = self._copying.to(piece.number) if self._copying is not None else None
        scan = partial(station.frames.scan, self._info, tools.sampling.every_s, shape, piece.span_s, self._fast, copy)
        with station.reader.stream(scan, 2 * tools.batch) as stream:
            for sample in stream.items(0):
                if sample is None:
                    yield "waiting"
                elif self._looks.add(piece, sample):
                    tools.hopper.add(self._looks, piece, sample, tools.meter)
                    yield "moved"

    def _read_frames(self, station: Station, piece: Piece) -> Steps[None]:
        """Single frames."""
        tools, shape = self._tools, self._tools.encoder.spec.frame_shape
        for start in range(0, len(piece.wanted_s), tools.batch):
            wanted_s = piece.wanted_s[start : start + tools.batch]
            for sample in (yield from read_at(station, partial(station.frames.frames, self._info, wanted_s, shape))):
                lone = replace(sample, cuts_s=())
                if self._looks.add(piece, lone):
                    tools.hopper.add(self._looks, piece, lone, tools.meter)
                    yield "moved"

    # ---- pieces of a long film

    def _plan(self, pieces: Sequence[Piece]) -> None:
        """Note what is to be read; some of it may have been done before the program ended."""
        tools, looks = self._tools, self._looks
        if len(looks.pieces) + len(pieces) > 1:
            done = tools.catalogue.kept_pieces(self._info.fingerprint, tools.encoder.spec, self._how)
            kept = {one.number: one for one in done}
            for piece in pieces:
                if piece.number in kept:
                    piece.restore(kept[piece.number])
                    if not tools.encoder.spec.sees_clips:
                        tools.meter.restored(looks.video_id, len(piece.times_s))
        looks.extend(pieces)

    def _keep_aside(self) -> None:
        """Keep the pieces that are done; a film of one piece is written as soon as that is there."""
        if len(spans_of(self._info.duration_s)) == 1:
            return
        tools = self._tools
        for piece in self._looks.pieces:
            if piece.is_whole and not piece.is_kept:
                vectors = np.stack([piece.vectors[time_s] for time_s in piece.times_s]) if piece.times_s else _NOTHING
                kept = Kept(piece.number, tuple(piece.times_s), tuple(piece.cuts_s), vectors)
                tools.catalogue.keep_piece(self._info.fingerprint, tools.encoder.spec, self._how, kept, tools.today_s())
                piece.is_kept = True

    @property
    def _how(self) -> str:
        """Names the way in which films are looked at now."""
        sampling = self._tools.sampling
        return f"{SCANNED_AS} {'fast' if self._fast else 'exact'} {sampling.every_s:g} {sampling.min_frames}"


def is_refined(video: Video) -> bool:
    """True when a film that was looked at quickly waits to be looked at exactly."""
    return video.info is not None and video.info.looked == "refine"
