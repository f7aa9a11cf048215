"""Videos of known colour patches, drawn in every flavour of matrix, range, depth and light that cameras write.

The patches are what an SDR screen should show. The forward formulas are written out here once more, apart from the
program's: a mistake in one of them shows.
"""

from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame

PATCHES = np.array(
    [
        [0, 0, 0],
        [100, 100, 100],
        [160, 160, 160],
        [255, 255, 255],
        [150, 40, 40],
        [40, 140, 60],
        [50, 60, 165],
        [160, 130, 50],
        [165, 120, 100],
    ]
)
"""Black, greys, white, red, green, blue, yellow, skin. Units: sRGB-like 8-bit codes."""
WHITE = 3
"""Number of the patch that HDR shows darker than SDR, to leave room for what is brighter still."""
SIDE = 32

WEIGHTS = {1: (0.2126, 0.0722), 5: (0.299, 0.114), 6: (0.299, 0.114), 9: (0.2627, 0.0593)}
"""Red and blue share of brightness, by `AVColorSpace`."""
TO_2020 = np.array([[0.627404, 0.329283, 0.043313], [0.069097, 0.919540, 0.011362], [0.016391, 0.088013, 0.895595]])
"""Linear BT.709 to BT.2020. Source: ITU-R BT.2087."""


@dataclass(frozen=True)
class Flavour:
    """How the patches are written. Numbers are those of libav; `light` names a forward formula below."""

    codec: str
    pix_fmt: str
    name: str
    matrix: int = 1
    is_full: bool = False
    primaries: int = 1
    transfer: int = 1
    light: str = "sdr"
    tags: dict[str, str] = field(default_factory=dict)
    says_nothing: bool = False
    """Leave matrix, primaries and transfer out of the file."""


def draw_patches(path: Path, flavour: Flavour, patches: np.ndarray = PATCHES, frames: int = 3) -> Path:
    """A short video of the patches side by side."""
    if flavour.codec not in av.codecs_available:
        pytest.skip(f"no encoder {flavour.codec} here")
    options = {"movflags": "use_metadata_tags"} if flavour.tags else {}
    with av.open(str(path), "w", options=options) as video:
        video.metadata.update(flavour.tags)
        stream = video.add_stream(flavour.codec, rate=25, options=_quality(flavour.codec))
        stream.width, stream.height, stream.pix_fmt = SIDE * len(patches), SIDE * 2, flavour.pix_fmt
        context = stream.codec_context
        context.color_range = 2 if flavour.is_full else 1
        if not flavour.says_nothing:
            context.colorspace, context.color_primaries = flavour.matrix, flavour.primaries
            context.color_trc = flavour.transfer
        for number in range(frames):
            frame = patch_frame(flavour, patches)
            frame.pts = number
            video.mux(stream.encode(frame))
        video.mux(stream.encode(None))
    return path


def patch_frame(flavour: Flavour, patches: np.ndarray = PATCHES) -> VideoFrame:
    """One frame, its planes filled by hand."""
    codes = LIGHTS[flavour.light](patches / 255.0)
    frame = VideoFrame(SIDE * len(patches), SIDE * 2, flavour.pix_fmt)
    bits = frame.format.components[0].bits
    for plane, values in zip(frame.planes, _yuv(codes, flavour, bits), strict=False):
        kind = np.uint16 if bits > 8 else np.uint8
        lines = np.frombuffer(plane, dtype=kind).reshape(plane.height, -1)  # type: ignore[call-overload]
        lines[:, : plane.width] = np.repeat(values.astype(kind), plane.width // len(patches))
    frame.color_range = 2 if flavour.is_full else 1
    if not flavour.says_nothing:
        frame.colorspace, frame.color_primaries, frame.color_trc = flavour.matrix, flavour.primaries, flavour.transfer
    return frame


def read_patches(pixels: np.ndarray, count: int = len(PATCHES)) -> np.ndarray:
    """Mean colour of the middle of each patch. Shapes: (H, W, 3) -> (count, 3)."""
    height, width = pixels.shape[:2]
    rows = pixels[height // 4 : height - height // 4]
    edges = [((n + 0.3) * width / count, (n + 0.7) * width / count) for n in range(count)]
    return np.array([rows[:, int(a) : max(int(a) + 1, int(b))].mean(axis=(0, 1)) for a, b in edges])


def _quality(codec: str) -> dict[str, str]:
    return {
        "libx264": {"crf": "1", "preset": "ultrafast"},
        "libx265": {"x265-params": "log-level=none:crf=2", "preset": "ultrafast"},
    }.get(codec, {})


def _yuv(codes: np.ndarray, flavour: Flavour, bits: int) -> list[np.ndarray]:
    red, blue = WEIGHTS[flavour.matrix]
    y = codes @ np.array([red, 1 - red - blue, blue])
    cb, cr = (codes[:, 2] - y) / (2 - 2 * blue), (codes[:, 0] - y) / (2 - 2 * red)
    step, top = 2 ** (bits - 8), 2**bits - 1
    if flavour.is_full:
        planes = [top * y, 128 * step + top * cb, 128 * step + top * cr]
    else:
        planes = [step * (16 + 219 * y), step * (128 + 224 * cb), step * (128 + 224 * cr)]
    return [np.clip(np.rint(plane), 0, top) for plane in planes]


def _light(rgb: np.ndarray) -> np.ndarray:
    """Light on the screen, 1.0 for white (203 cd/m2)."""
    return rgb**2.4


def _scene(rgb: np.ndarray) -> np.ndarray:
    """Light before the camera that gives this light on a screen of 1000 cd/m2 (BT.2100, system gamma 1.2)."""
    light = _light(rgb)
    luminance = np.maximum(light @ np.array([0.2126, 0.7152, 0.0722]), 1e-9)
    return light / luminance[:, None] ** (0.2 / 1.2)


def _pq(rgb: np.ndarray) -> np.ndarray:
    power = (_light(rgb) @ TO_2020.T * 203 / 10_000) ** (2610 / 16384)
    return ((3424 / 4096 + 2413 / 128 * power) / (1 + 2392 / 128 * power)) ** (2523 / 32)


def _hlg(rgb: np.ndarray) -> np.ndarray:
    light = _scene(rgb) @ TO_2020.T * 0.26496256
    upper = 0.17883277 * np.log(np.maximum(12 * light - 0.28466892, 1e-9)) + 0.55991073
    return np.where(light <= 1 / 12, np.sqrt(3 * light), upper)


def _s_log3_cine(rgb: np.ndarray) -> np.ndarray:
    to_cine = np.array([[0.6456, 0.2591, 0.0953], [0.0875, 0.7597, 0.1528], [0.0369, 0.1293, 0.8338]])
    light = _scene(rgb) @ to_cine.T
    upper = (420 + np.log10(np.maximum(light + 0.01, 1e-9) / 0.19) * 261.5) / 1023
    lower = (light * (171.2102946929 - 95) / 0.01125 + 95) / 1023
    return (np.where(light >= 0.01125, upper, lower) * 1023 - 64) / 876


def _log_c3(rgb: np.ndarray) -> np.ndarray:
    light = _scene(rgb)
    light = light.mean(axis=1, keepdims=True).repeat(3, axis=1)  # greys only: they are the same in every gamut
    return np.where(
        light > 0.010591, 0.247190 * np.log10(5.555556 * light + 0.052272) + 0.385537, 5.367655 * light + 0.092809
    )


def _v_log(rgb: np.ndarray) -> np.ndarray:
    light = _scene(rgb)
    light = light.mean(axis=1, keepdims=True).repeat(3, axis=1)
    code = np.where(light < 0.01, 5.6 * light + 0.125, 0.241514 * np.log10(light + 0.00873) + 0.598206)
    return (code * 1023 - 64) / 876


def _apple_log(rgb: np.ndarray) -> np.ndarray:
    light = _scene(rgb) @ TO_2020.T
    return np.where(
        light >= 0.01,
        0.08550479 * np.log2(np.maximum(light + 0.00964052, 1e-9)) + 0.69336945,
        47.28711236 * (light + 0.05641088) ** 2,
    )


def _d_log(rgb: np.ndarray) -> np.ndarray:
    to_d_gamut = np.linalg.inv(
        np.array([[1.6746, -0.5797, -0.0949], [-0.0981, 1.334, -0.2359], [-0.041, -0.243, 1.284]])
    )
    light = _scene(rgb) @ to_d_gamut.T
    return np.where(
        light <= 0.0078,
        6.025 * light + 0.0929,
        0.256663 * np.log10(np.maximum(light * 0.9892 + 0.0108, 1e-9)) + 0.584555,
    )


LIGHTS = {
    "sdr": lambda rgb: rgb,
    "wide": lambda rgb: (_light(rgb) @ TO_2020.T) ** (1 / 2.4),
    "pq": _pq,
    "hlg": _hlg,
    "s-log3 cine": _s_log3_cine,
    "logc3": _log_c3,
    "v-log": _v_log,
    "apple log": _apple_log,
    "d-log": _d_log,
}
