"""What the code values of HDR, camera log and wide-gamut video mean in light, and their ordinary (SDR, BT.709) picture.

One chain for all: code value -> linear light with 1.0 for white (203 cd/m2 on a display, a white card in a scene) ->
BT.709 primaries -> for scene light the system gamma of BT.2100 -> the tone curve of BT.2390 -> gamma 2.4.
So middle grey and faces come out as an SDR camera would show them, and only what is brighter than half of white bends.
A picture that is bright as a whole is first exposed less.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from core.values import ByteArray, FloatArray

Doubles = NDArray[np.float64]

CODES = 4096
"""Steps of the tables that turn a code value into light: 12 bits."""
GAIN_STEPS = 4096
"""Steps of the tone curve's table for each unit of the root of light."""
WHITE_NITS = 203.0
"""Reference white of HDR. Source: ITU-R BT.2408."""
PEAK_NITS = 1000.0
"""The brightest light that still differs from its neighbours; brighter is white. What most HDR is graded for."""
SYSTEM_GAMMA = 1.2
"""From scene to a display of 1000 cd/m2. Source: ITU-R BT.2100."""
WHITE_PERCENTILE = 90.0
LEAST_EXPOSURE = 0.4
"""No picture is darkened further than this."""
DISPLAY_GAMMA = 2.4
"""Of an SDR display. Source: ITU-R BT.1886."""

BT709 = ((0.640, 0.330), (0.300, 0.600), (0.150, 0.060))
BT2020 = ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046))
P3 = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
S_GAMUT3 = ((0.730, 0.280), (0.140, 0.855), (0.100, -0.050))
"""Also those of the older S-Gamut."""
S_GAMUT3_CINE = ((0.766, 0.275), (0.225, 0.800), (0.089, -0.087))
V_GAMUT = ((0.730, 0.280), (0.165, 0.840), (0.100, -0.030))
ARRI_WIDE_GAMUT_3 = ((0.684, 0.313), (0.221, 0.848), (0.0861, -0.102))
D_GAMUT = ((0.710, 0.310), (0.210, 0.880), (0.090, -0.080))
D65 = (0.3127, 0.3290)

Primaries = tuple[tuple[float, float], tuple[float, float], tuple[float, float]]
Curve = Callable[[Doubles], Doubles]
"""Code values 0..1 to light, 1.0 for white."""


@dataclass(frozen=True, slots=True)
class Light:
    """How a video's code values are meant. `is_scene`: light before the camera, not on the display."""

    curve: Curve
    primaries: Primaries
    is_scene: bool = False
    is_bright: bool = True
    """False where nothing is brighter than white, so that no tone curve is needed."""


def pq(code: Doubles) -> Doubles:
    """Source: SMPTE ST 2084."""
    signal = code ** (1 / 78.84375)
    ratio = np.maximum(signal - 0.8359375, 0.0) / (18.8515625 - 18.6875 * signal)
    return np.asarray(10_000 / WHITE_NITS * ratio ** (1 / 0.1593017578125))


def hlg(code: Doubles) -> Doubles:
    """Scene light; 75 % of the signal is white. Source: ITU-R BT.2100."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    light = np.where(code <= 0.5, code**2 / 3, (np.exp((code - c) / a) + b) / 12)
    return np.asarray(light / ((np.exp((0.75 - c) / a) + b) / 12))


def s_log2(code: Doubles) -> Doubles:
    """Source: Sony, S-Log2 technical paper."""
    toe = (code - 0.030001222851889303) / 5
    upper = (10 ** ((code - 0.646596) / 0.432699) - 0.037584) * 219 / 155
    return np.asarray(0.9 * np.where(code < 0.030001222851889303, toe, upper))


def s_log3(code: Doubles) -> Doubles:
    """Source: Sony, Technical Summary for S-Gamut3.Cine/S-Log3 and S-Gamut3/S-Log3."""
    level = _studio_code(code)
    toe = (level - 95.0) * 0.01125 / (171.2102946929 - 95.0)
    return np.asarray(np.where(level < 171.2102946929, toe, 10 ** ((level - 420) / 261.5) * 0.19 - 0.01))


def v_log(code: Doubles) -> Doubles:
    """Source: Panasonic, V-Log/V-Gamut reference manual."""
    level = _studio_code(code) / 1023
    return np.asarray(np.where(level < 0.181, (level - 0.125) / 5.6, 10 ** ((level - 0.598206) / 0.241514) - 0.00873))


def log_c3(code: Doubles) -> Doubles:
    """At exposure index 800. Source: ARRI, ALEXA LogC curve, usage in VFX."""
    return np.asarray(np.where(code < 0.149658, (code - 0.092809) / 5.367655, _log_c3_upper(code)))


def apple_log(code: Doubles) -> Doubles:
    """Source: Apple Log profile white paper."""
    toe = np.sqrt(np.maximum(code, 0.0) / 47.28711236) - 0.05641088
    return np.asarray(np.where(code < 0.2085495, toe, 2 ** ((code - 0.69336945) / 0.08550479) - 0.00964052))


def d_log(code: Doubles) -> Doubles:
    """Source: DJI, white paper on D-Log and D-Gamut."""
    upper = (10 ** (3.89616 * code - 2.27752) - 0.0108) / 0.9892
    return np.asarray(np.where(code <= 0.14, (code - 0.0929) / 6.025, upper))


def display(code: Doubles) -> Doubles:
    """An SDR display. Source: ITU-R BT.1886."""
    return np.asarray(code**DISPLAY_GAMMA)


LIGHTS = {
    "pq": Light(pq, BT2020),
    "pq p3": Light(pq, P3),
    "hlg": Light(hlg, BT2020, is_scene=True),
    "s-log2": Light(s_log2, S_GAMUT3, is_scene=True),
    "s-log3": Light(s_log3, S_GAMUT3, is_scene=True),
    "s-log3 cine": Light(s_log3, S_GAMUT3_CINE, is_scene=True),
    "v-log": Light(v_log, V_GAMUT, is_scene=True),
    "logc3": Light(log_c3, ARRI_WIDE_GAMUT_3, is_scene=True),
    "d-log": Light(d_log, D_GAMUT, is_scene=True),
    "apple log": Light(apple_log, BT2020, is_scene=True),
    "bt2020": Light(display, BT2020, is_bright=False),
    "p3": Light(display, P3, is_bright=False),
}
"""By name. The empty name, in none of them, is ordinary video."""


def ordinary(pixels: NDArray[np.uint16], name: str) -> ByteArray:
    """The SDR picture of full-range RGB codes. Shapes: (H, W, 3) uint16 -> (H, W, 3) uint8."""
    light = LIGHTS[name]
    table, matrix = _tables(name)
    linear = np.asarray(cv2.transform(np.take(table, pixels >> 4), matrix), dtype=np.float32)
    np.maximum(linear, 0.0, out=linear)
    if light.is_scene:
        luminance = np.maximum(cv2.transform(linear, _LUMA), 1e-6)
        linear *= cv2.pow(luminance, SYSTEM_GAMMA - 1.0)[..., None]
    if light.is_bright:
        brightest = np.maximum(np.maximum(linear[..., 0], linear[..., 1]), linear[..., 2])
        exposure = _exposure(brightest)
        linear *= exposure
        brightest *= exposure
        steps = np.minimum(cv2.sqrt(brightest) * GAIN_STEPS, len(_gain()) - 1)
        linear *= np.take(_gain(), steps.astype(np.uint16))[..., None]
    shown = cv2.pow(np.minimum(linear, 1.0), 1 / DISPLAY_GAMMA)
    return np.asarray(255.0 * shown + 0.5, dtype=np.uint8)


def tone_curve(light: Doubles) -> Doubles:
    """From a master of 1000 cd/m2 to a display whose white is 203 cd/m2. Units: 1.0 is white.

    Light below 88 cd/m2 stays as it is; from there a Hermite spline in PQ leads to white.
    Source: ITU-R BT.2390, the EETF, without its lift of black.
    """
    inputs, outputs = _spline()
    return np.interp(light, inputs, outputs)


def _exposure(brightest: FloatArray) -> float:
    """Less than 1 where a tenth of the picture is brighter than white: so a camera would have stopped down.

    Bright HDR grades and log exposed to the right keep their clouds and walls this way.
    """
    white = float(np.percentile(brightest[::4, ::4], WHITE_PERCENTILE))
    return float(np.clip(1.0 / max(white, 1e-6), LEAST_EXPOSURE, 1.0))


@lru_cache(maxsize=1)
def _gain() -> FloatArray:
    """What the brightest colour is multiplied with, by `GAIN_STEPS` times the root of its light."""
    light = (np.arange(8 * GAIN_STEPS) / GAIN_STEPS) ** 2
    light[0] = light[1]
    return np.asarray(tone_curve(light) / light, dtype=np.float32)


@lru_cache(maxsize=1)
def _spline() -> tuple[Doubles, Doubles]:
    white, peak = _to_pq(WHITE_NITS), _to_pq(PEAK_NITS)
    largest = white / peak
    knee = 1.5 * largest - 0.5
    at = np.linspace(0.0, 1.0, 512)
    part = np.maximum(at - knee, 0.0) / (1 - knee)
    bent = (
        (2 * part**3 - 3 * part**2 + 1) * knee
        + (part**3 - 2 * part**2 + part) * (1 - knee)
        + (3 * part**2 - 2 * part**3) * largest
    )
    return pq(at * peak), pq(np.where(at < knee, at, bent) * peak)


def _to_pq(nits: float) -> float:
    power = (nits / 10_000) ** 0.1593017578125
    return float(((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375)


@lru_cache(maxsize=16)
def _tables(name: str) -> tuple[FloatArray, FloatArray]:
    """Light of each code, and the way to BT.709. Shapes: (4096,), (3, 3)."""
    light = LIGHTS[name]
    table = light.curve((np.arange(CODES) + 0.5) / CODES)
    matrix = np.linalg.inv(_to_xyz(BT709)) @ _to_xyz(light.primaries)
    return table.astype(np.float32), matrix.astype(np.float32)


def _to_xyz(primaries: Primaries) -> Doubles:
    """Source: SMPTE RP 177."""
    columns = np.array([[x / y, 1.0, (1 - x - y) / y] for x, y in primaries]).T
    x, y = D65
    white = np.array([x / y, 1.0, (1 - x - y) / y])
    return np.asarray(columns * np.linalg.solve(columns, white))


def _studio_code(code: Doubles) -> Doubles:
    """Codes of 10 bits as Sony and Panasonic count them, where 64 is black and 940 white of the picture."""
    return np.asarray(64 + 876 * code)


def _log_c3_upper(code: Doubles) -> Doubles:
    return np.asarray((10 ** ((code - 0.385537) / 0.247190) - 0.052272) / 5.555556)


_LUMA = np.array([[0.2126, 0.7152, 0.0722]], dtype=np.float32)
