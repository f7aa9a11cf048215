"""A video that does not hold what it promises, decoded once from beginning to end to learn what is in it."""

from dataclasses import replace

import numpy as np

from core.media.open_video import OpenVideo
from core.media.opening import no_frame
from core.media.packet_index import Tick
from core.media.probe import ProbedMedia


def decoded_in_full(known: ProbedMedia, tick: Tick, threads: int) -> ProbedMedia:
    """The video with the frames that come out of the decoder, in the order in which they come, to be read in sequence.

    Their times are those of their packets, the earliest for the first.
    Raises: UnreadableError, when not one comes.
    """
    index = known.index
    seen: dict[int, None] = {}
    with OpenVideo(replace(known, in_sequence=True), tick, threads) as video:
        for number, _ in video.all_frames():
            if index.shown[number]:
                seen.setdefault(number)
    if not seen:
        raise no_frame(known.info.path)
    order = np.fromiter(seen, dtype=np.int64)
    times = np.sort(index.pts[order])
    pts, shown, key = index.pts.copy(), np.zeros_like(index.shown), np.zeros_like(index.key)
    pts[order], shown[order], key[0] = times, True, True
    moved = bool((pts != index.pts).any())
    known_index = replace(
        index,
        pts=pts,
        shown=shown,
        key=key,
        order=order,
        times=times,
        keys=np.array([0]),
        is_plain=index.is_plain and not moved,
        is_ordered=True,
        layers=np.empty(0, dtype=np.int64),
        sizes=np.empty(0, dtype=np.int64),
    )
    info = replace(
        known.info,
        frame_count=len(order),
        key_count=1,
        key_gap_s=round(known_index.key_gap_s, 6),
        by_walk=True,
        is_distrusted=True,
    )
    return replace(known, info=info, index=known_index, in_sequence=True)
