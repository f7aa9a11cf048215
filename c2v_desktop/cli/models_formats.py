"""The number formats of a model: tried on pictures of one's own library, and told. Torch is loaded only to try them."""

import importlib.util
import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from PIL import Image

from c2v_desktop.compose import encoder_options, make_encoder
from c2v_desktop.format.model_tables import table_lines
from c2v_desktop.paths import Places
from core.encode.format_measurements import PLAIN, FormatMeasurements, made_file, read_measured
from core.errors import StoreError
from core.settings import EncoderSettings
from core.store.catalogue import SqliteCatalogue
from core.store.picture_cache import PictureCache
from core.values import ByteArray, Filter, FrameShape

T = TypeVar("T")
PICTURES = 32
FEWEST = 8


def try_formats(settings: EncoderSettings, places: Places, seconds: float, date: str) -> FormatMeasurements | None:
    """Load the model in float32 and try what else there is; None where it looks at films as a whole.

    Raises: EncoderError.
    """
    from core.encode.format_benchmark import measure_tower

    encoder: Any = make_encoder(replace(settings, precision="float32"), in_process=True)
    try:
        if encoder.spec.sees_clips:
            return None
        pixels, told = pictures_to_try(places, encoder.spec.frame_shape)
        weights = Path(encoder_options(settings).weights)
        return measure_tower(encoder.image_tower, weights, pixels, told, seconds, date)
    finally:
        encoder.close()


def pictures_to_try(places: Places, shape: FrameShape) -> tuple[ByteArray, str]:
    """Frames as the model wants them, from films of the library or else drawn, and what they are."""
    from core.media.resize import reduce_frame

    own = [reduce_frame(each, shape) for each in _own_pictures(places)]
    if len(own) >= FEWEST:
        return np.stack(own), f"{len(own)} pictures of your library"
    from core.synthetic.drawing import draw_video
    from core.synthetic.world import Choice, plan_video

    rng = np.random.default_rng(0)
    videos = [draw_video(plan_video(rng, Choice())) for _ in range(PICTURES)]
    return np.stack([reduce_frame(video[len(video) // 2], shape) for video in videos]), f"{len(videos)} drawn pictures"


def format_lines(measured: FormatMeasurements) -> list[str]:
    """The trials as a table, the one that runs marked."""
    rows = []
    for each in sorted(measured.trials, key=lambda trial: -trial.images_per_s):
        said = "runs" if each == measured.best else "" if each.agrees else "not offered: differs too much"
        rows.append(
            (each.format, f"{each.images_per_s:.3g}", f"{measured.speedup(each):.2f} x", f"{each.cosine:.6f}", said)
        )
    head = ("format", "pictures a second", "of float32", "least agreement", "")
    lines = [*table_lines(head, rows), f"on {measured.pictures}, {measured.date}"]
    if not _has_extra():
        lines.append("Eight bits were not tried; on processors they may be quicker: pip install 'c2v-desktop[int8]'")
    return lines


def info_lines(weights: Path, precision: str) -> list[str]:
    """What was measured of a model, machine by machine, and which format runs there; `precision` is the setting."""
    lines = []
    verb = "runs" if precision == "auto" else "would run"
    for machine, measured in read_measured(weights).items():
        runs = measured
        if measured.made and made_file(weights, measured) is None:
            runs = measured.without("int8")
        others = ", ".join(
            f"{each.format} {measured.speedup(each):.1f} x (agreement {each.cosine:.4f})"
            for each in measured.trials
            if each.format != PLAIN
        )
        lines.append(f"{'format':<10} {runs.best.format} {verb} on {machine}; of float32's speed: {others}")
        if runs is not measured:
            lines.append(f"{'':<10} its eight-bit file is missing or was changed; c2v models bench makes it anew")
    if lines and precision != "auto":
        lines.append(f"{'':<10} the settings ask for {precision}")
    return lines


def _has_extra() -> bool:
    return all(importlib.util.find_spec(name) is not None for name in ("onnx", "onnxruntime"))


def _own_pictures(places: Places) -> Iterator[ByteArray]:
    """Small pictures of films, evenly from all; none where there is no library yet."""
    if not places.catalogue.exists() or not places.pictures.exists():
        return
    with suppress(StoreError):
        catalogue, pictures = SqliteCatalogue(places.catalogue, read_only=True), PictureCache(places.pictures)
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
