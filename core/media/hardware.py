"""Decoding by the graphics card: which device decodes a kind of video, found by trying on the video itself.

A device is used where it gives the same frames with nearly the same pictures in clearly less time than the processor.
Whatever it fails at later is read again by the processor.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import perf_counter

import av
import av.error
import numpy as np
from av.codec.hwaccel import HWAccel, hwdevices_available

from core.errors import MediaError
from core.media.decode_plan import DecodeRun
from core.media.open_video import HardwareGaveUp, KeyframesDistrusted, OpenVideo
from core.media.packet_index import PacketIndex, Tick
from core.media.probe import ProbedMedia
from core.media.upright import upright
from core.values import ByteArray, FrameShape

DEVICES = ("videotoolbox", "d3d11va", "cuda", "vaapi", "qsv")
"""The kinds of devices that are tried, in this order."""
TRIED_PACKETS, TRIED_EVERY = 96, 8
"""A trial decodes so many packets, and compares one frame in so many."""
WORTH_PACKETS = 500
"""A trial on a shorter video costs more than it can save."""
MOST_OF_THE_TIME = 0.7
"""A device that needs more than this share of the processor's time is not worth the transfer."""
LEAST_PSNR_DB = 45.0
TRIED_SHAPE = FrameShape(224)


@dataclass(frozen=True, slots=True)
class DecodingTrial:
    """What decoding a piece gave. Units: seconds from the first frame to the last."""

    seconds: float
    pictures: tuple[tuple[int, ByteArray], ...]
    """Time in ticks, and the frame as a model sees it."""


Kind = tuple[str, int, int, str]
"""Codec, width, height, form of pixels."""
OnTrial = Callable[[ProbedMedia, DecodeRun, str], DecodingTrial]
"""Decodes a run by a device; "" is the processor. Raises: HardwareGaveUp, MediaError."""


class HardwareDecoders:
    """Remembers for each kind of video which device decodes it. Thread: one."""

    def __init__(
        self, tick: Tick, is_wanted: bool, devices: Iterable[str] | None = None, on_trial: OnTrial | None = None
    ) -> None:
        self._found = (usable_devices() if devices is None else devices) if is_wanted else ()
        self._devices: list[str] | None = None
        self._on_trial = on_trial or trial_on(tick)
        self._chosen: dict[Kind, str] = {}

    def device_for(self, known: ProbedMedia) -> str:
        """The device that decodes this video; "" for the processor."""
        if known.in_sequence or known.info.is_distrusted:
            return ""
        kind = kind_of_video(known)
        if kind not in self._chosen and len(known.index) >= WORTH_PACKETS:
            if self._devices is None:
                self._devices = list(self._found)  # opened once, and not before there is something to win
            self._chosen[kind] = self._tried(known, self._devices) if self._devices else ""
        return self._chosen.get(kind, "")

    def give_up(self, known: ProbedMedia) -> None:
        """Its device failed at a video: others of its kind are decoded by the processor, too."""
        self._chosen[kind_of_video(known)] = ""

    def _tried(self, known: ProbedMedia, devices: Sequence[str]) -> str:
        run = tried_run(known.index)
        try:
            software = self._on_trial(known, run, "")
        except (KeyframesDistrusted, MediaError):
            return ""
        best, least_s = "", MOST_OF_THE_TIME * software.seconds
        for device in devices:
            try:
                hardware = self._on_trial(known, run, device)
            except (HardwareGaveUp, KeyframesDistrusted, MediaError):
                continue
            if hardware.seconds < least_s and agrees(software, hardware):
                best, least_s = device, hardware.seconds
        return best


def kind_of_video(known: ProbedMedia) -> Kind:
    """What decides how well a device decodes it."""
    return known.info.codec, known.info.width_px, known.info.height_px, known.pixel_format


def tried_run(index: PacketIndex) -> DecodeRun:
    """The beginning of a video, with nothing left out."""
    first = int(index.keys[0])
    last = min(first + TRIED_PACKETS, len(index)) - 1
    shown = np.flatnonzero(index.shown[first : last + 1]) + first
    times = np.sort(index.pts[shown])
    return DecodeRun(first, last, tuple(times[times >= index.pts[first]][::TRIED_EVERY].tolist()))


def agrees(one: DecodingTrial, other: DecodingTrial) -> bool:
    """Whether both gave the same frames, and pictures that differ by no more than rounding."""
    if not one.pictures or [ticks for ticks, _ in one.pictures] != [ticks for ticks, _ in other.pictures]:
        return False
    pairs = zip(one.pictures, other.pictures, strict=True)
    return all(psnr_db(mine, theirs) >= LEAST_PSNR_DB for (_, mine), (_, theirs) in pairs)


def psnr_db(one: ByteArray, other: ByteArray) -> float:
    """Peak signal to noise of two pictures of 8 bits."""
    error = float(np.mean((one.astype(np.float64) - other.astype(np.float64)) ** 2))
    return np.inf if error == 0 else float(10 * np.log10(255**2 / error))


def trial_on(tick: Tick) -> OnTrial:
    """Decode for real. The first frame is not timed: a device has to be opened first."""

    def run(known: ProbedMedia, run: DecodeRun, device: str) -> DecodingTrial:
        pictures = []
        began_s = reduced_s = 0.0
        with OpenVideo(known, tick, device=device) as video:
            for ticks, frame in video.wanted_frames(run):
                before_s = perf_counter()
                began_s = began_s or before_s
                shown = upright(frame, video.posture, TRIED_SHAPE.image_px)
                pictures.append((ticks, shown.reduced(TRIED_SHAPE)))
                reduced_s += perf_counter() - before_s
        return DecodingTrial(perf_counter() - began_s - reduced_s, tuple(pictures))

    return run


def usable_devices() -> Iterator[str]:
    """Kinds of devices that this libav knows and that can be opened here."""
    codec = av.Codec("h264", "r")
    for device in DEVICES:
        if device in hwdevices_available():
            with suppress(av.error.FFmpegError, OSError, NotImplementedError, ValueError, RuntimeError):
                HWAccel(device, allow_software_fallback=False).create(codec)
                yield device
