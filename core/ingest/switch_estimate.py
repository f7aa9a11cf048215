"""What using a model means for a library, told before it is done."""

from collections.abc import Generator

from core.ingest.reuse import is_compatible
from core.ports import Catalogue
from core.values import EncoderSpec, Filter, SwitchEstimate, Video

_VIDEOS_A_STEP = 200


def estimate_switch(catalogue: Catalogue, spec: EncoderSpec, every_s: float) -> Generator[None, None, SwitchEstimate]:
    """Videos without vectors of this model, and which of them need no decoding. Raises: StoreError."""
    compatible = [known for known in catalogue.specs() if is_compatible(known, spec)]
    videos = frames = to_decode = 0
    footage_s = 0.0
    for number, video in enumerate(catalogue.videos(Filter(states=frozenset({"ready", "waiting"})))):
        if number % _VIDEOS_A_STEP == 0:
            yield
        if catalogue.has_vectors(video.id, spec):
            continue
        videos += 1
        frames += _frames(video, every_s)
        footage_s += video.info.duration_s if video.info is not None else 0.0
        to_decode += not any(catalogue.has_vectors(video.id, known) for known in compatible)
    return SwitchEstimate(videos, frames, to_decode, footage_s)


def _frames(video: Video, every_s: float) -> int:
    """One of a still; of a video that was never opened nothing is known."""
    if video.info is None or video.info.is_still:
        return 1
    return max(1, round(video.info.duration_s / every_s))
