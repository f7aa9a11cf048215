"""The encoders by which stretches are encoded again; x264 is used where it is there."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from av.codec.codec import Codec, UnknownCodecError


@dataclass(frozen=True, slots=True)
class TranscodeRecipe:
    """How a transcode is written."""

    encoders: tuple[str, ...]
    """The first that this build of libav has."""
    pix_fmt: str
    options: Mapping[str, str] = field(default_factory=dict)
    sound: str = "pcm"
    """"pcm" keeps every sample; "aac" makes small files."""
    even: tuple[int, int] = (2, 1)
    """Width and height must be multiples of these."""
    least_px: tuple[int, int] = (16, 16)
    bits: int = 0
    """A second and a pixel of 1000, of encoders that have no constant quality."""


RECIPES: Final = {
    "prores-proxy": TranscodeRecipe(("prores_ks",), "yuv422p10le", {"profile": "proxy"}),
    "prores-lt": TranscodeRecipe(("prores_ks",), "yuv422p10le", {"profile": "lt"}),
    "dnxhr-lb": TranscodeRecipe(("dnxhd",), "yuv422p", {"profile": "dnxhr_lb"}, least_px=(256, 120)),
    "h264": TranscodeRecipe(
        ("libx264", "libopenh264"), "yuv420p", {"preset": "medium", "crf": "20"}, "aac", (2, 2), bits=4000
    ),
}
"""By the keys of `TRANSCODES`."""


def encoder_of(key: str) -> str:
    """The encoder of a transcode that this build has; empty where it has none."""
    for name in RECIPES[key].encoders if key in RECIPES else ():
        with suppress(UnknownCodecError):
            Codec(name, "w")
            return name
    return ""


def transcodes_here() -> tuple[str, ...]:
    """Keys of the transcodes that can be written."""
    return tuple(key for key in RECIPES if encoder_of(key))
