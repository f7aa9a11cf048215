"""Trying the number formats of a model on pictures of the user's own library, else on drawn ones."""

import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from PIL import Image

from c2v_desktop.compose import encoder_options, make_encoder
from c2v_desktop.paths import Places
from core.encode.format_measurements import FormatMeasurements
from core.errors import StoreError
from core.settings import EncoderSettings
from core.store.picture_cache import PictureCache
from core.store.reading import open_to_read
from core.values import ByteArray, Filter, FrameShape

T = TypeVar("T")
PICTURES = 32
FEWEST = 8


def try_formats(settings: EncoderSettings, places: Places, seconds: float, date: str) -> FormatMeasurements | None:
    """Load the model in float32 and try what else there is; None for a model that encodes clips as a whole.

    Raises: EncoderError.
    """
    from core.encode.format_benchmark import measure_tower

    encoder: Any = make_encoder(replace(settings, precision="float32"), in_process=True)
    try:
        if encoder.spec.sees_clips:
            return None
        pixels, source = pictures_to_try(places, encoder.spec.frame_shape)
        weights = Path(encoder_options(settings).weights)
        text = getattr(encoder, "text_tower", None)
        words = (text, encoder.spec.text_sha256) if text is not None else None
        return measure_tower(encoder.image_tower, weights, pixels, source, seconds, date, words)
    finally:
        encoder.close()


def pictures_to_try(places: Places, shape: FrameShape) -> tuple[ByteArray, str]:
    """Frames as the model wants them, from clips of the library or else drawn, and what they are."""
    from core.media.resize import reduce_frame

    own = [reduce_frame(each, shape) for each in _own_pictures(places)]
    if len(own) >= FEWEST:
        return np.stack(own), f"{len(own)} pictures of your library"
    from core.synthetic.drawing import draw_video
    from core.synthetic.world import Choice, plan_video

    rng = np.random.default_rng(0)
    videos = [draw_video(plan_video(rng, Choice())) for _ in range(PICTURES)]
    return np.stack([reduce_frame(video[len(video) // 2], shape) for video in videos]), f"{len(videos)} drawn pictures"


def _own_pictures(places: Places) -> Iterator[ByteArray]:
    """Small pictures of clips, evenly from all; none where there is no library yet."""
    if not places.catalogue.exists() or not places.pictures.exists():
        return
    with suppress(StoreError):
        catalogue, pictures = open_to_read(places.catalogue), PictureCache(places.pictures)
        try:
            videos = catalogue.videos(Filter(states=frozenset({"ready"})))
            for video in _evenly(videos, PICTURES):
                key = video.info.fingerprint if video.info is not None else ""
                for time_s in _evenly(pictures.times(key), max(1, PICTURES // len(videos))):
                    jpeg = pictures.get(key, time_s)
                    if jpeg is not None:
                        with suppress(OSError):
                            yield np.asarray(Image.open(io.BytesIO(jpeg)).convert("RGB"))
        finally:
            pictures.close()
            catalogue.close()


def _evenly(things: Sequence[T], count: int) -> list[T]:
    """Up to so many of them, the first and the last among them."""
    return [things[round(at)] for at in np.linspace(0, len(things) - 1, min(count, len(things)))]
