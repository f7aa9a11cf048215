"""A stretch of a video encoded again: exactly its frames, at a constant rate, and its sound to the sample."""

from bisect import bisect_left
from collections.abc import Generator
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from typing import Final, cast

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType, VideoFrame
from av.video.reformatter import ColorRange, Colorspace
from av.video.stream import VideoStream

from core.errors import UnreadableError, UnsupportedError
from core.media.colour import matrix_of
from core.media.decode_plan import plan_runs
from core.media.open_video import OpenVideo
from core.media.opening import COPY_AGAIN, open_video, shown_name
from core.media.packet_index import Tick
from core.media.probe import ProbedMedia
from core.media.proxy_sound import Samples, Sound, SoundForm
from core.media.subclips.container_notes import (
    NO_TIMECODE,
    container_options,
    kept_tags,
    label_at,
    set_turn,
    timecode_tag,
)
from core.media.subclips.stretch import phase_s, shown_at
from core.media.subclips.transcodes import RECIPES, TranscodeRecipe, encoder_of
from core.media.upright import FIELD_ROWS
from core.sentences import sentence
from core.values import TRANSCODES, SubclipJob, SubclipMade

_AAC_BITS: Final = 96_000
"""A second and channel."""
_AAC_RATES: Final = frozenset({32_000, 44_100, 48_000, 96_000})
_AAC_LAYOUTS: Final = frozenset({"mono", "stereo", "3.0", "4.0", "5.0", "5.1", "7.1"})
_BEHIND: Final = {"5.0(side)": "5.0", "5.1(side)": "5.1"}
"""AAC has the same channels behind the listener instead of beside."""
_ANOTHER: Final = sentence("Choose another preset.")


def encode_subclip(
    known: ProbedMedia, video: OpenVideo, job: SubclipJob, target: Path | None, tick: Tick, threads: int
) -> Generator[float, None, SubclipMade]:
    """Write the frames of a stretch; see the port. Raises: MediaError; ValueError and libav's errors, in writing.

    Also raises: KeyframesDistrusted, as `OpenVideo`.
    """
    recipe, name = RECIPES[job.how], encoder_of(job.how)
    if not name:
        said = sentence("This installation has no encoder for {preset}.", preset=TRANSCODES[job.how].title)
        raise UnsupportedError(job.path, said, _ANOTHER)
    label, begin_s = label_at(job, job.first), phase_s(known.index, job.rate)
    notes = list[str]()
    if target is not None:
        slots = shown_at(known.index, job)
        with ExitStack() as opened:
            source, _ = opened.enter_context(open_video(known.info.path, known_tracks=known.tracks))
            container = opened.enter_context(av.open(str(target), "w", options=container_options(target)))
            container.metadata.update(kept_tags(source.metadata, known.info.source))
            writer = _EncodeWriter(opened, known, job, (recipe, name), container, threads)
            tag = timecode_tag(job, label, job.rate)
            notes += [NO_TIMECODE] if label and not tag else []
            yield from writer.run(video, source, slots, tag, tick)
            notes += writer.notes
        if known.posture.rotation_deg or known.posture.is_mirrored:
            set_turn(target, known.posture.rotation_deg, known.posture.is_mirrored, writer.size)
    start_s, end_s = (begin_s + each / job.rate for each in (job.first, job.end))
    return SubclipMade(start_s, end_s, job.end - job.first, label, tuple(notes))


class _EncodeWriter:
    """The tracks of a subclip while they are written."""

    def __init__(
        self,
        opened: ExitStack,
        known: ProbedMedia,
        job: SubclipJob,
        recipe: tuple[TranscodeRecipe, str],
        container: OutputContainer,
        threads: int,
    ) -> None:
        self._opened, self._known, self._job, self._container = opened, known, job, container
        (self._recipe, self._encoder), self._threads = recipe, threads
        self._pictures: VideoStream | None = None
        self._sounds: list[tuple[AudioStream, Sound]] = []
        self._count = 0
        self.size = (0, 0)
        self.notes: list[str] = []

    def run(
        self, video: OpenVideo, source: InputContainer, slots: list[int], label: str, tick: Tick
    ) -> Generator[float, None, None]:
        """Decode the frames, write each as often as it is on screen, and the sound beside them.

        Units: `slots` are the ticks of the frame on screen at each frame to be written.
        """
        held: VideoFrame | None = None
        for run in plan_runs(self._known.index, sorted(set(slots))):
            for ticks, frame in video.wanted_frames(run):
                tick()
                if self._pictures is None:
                    self._begin(frame, source, label)
                before = bisect_left(slots, ticks)  # damaged frames among them: the one before stands for them
                self._write(held or frame, before - self._count)
                held = frame
                yield self._count / len(slots)
        if held is None:
            said = sentence("No frame of this part of {name} could be decoded.", name=shown_name(self._job.path))
            raise UnreadableError(self._job.path, said, COPY_AGAIN)
        self._write(held, len(slots) - self._count)
        for stream, sound in self._sounds:
            for place, samples in sound.rest(to_end=True):
                self._hear(stream, sound, place, samples)
            self._container.mux(stream.encode(None))
        self._container.mux(self._picture_track().encode(None))

    def _begin(self, frame: VideoFrame, source: InputContainer, label: str) -> None:
        """Make the tracks, now that the first frame tells its size and colours."""
        recipe, rate = self._recipe, self._job.rate
        self.size = _fitting((frame.width, frame.height), recipe.even)
        if self.size[0] < recipe.least_px[0] or self.size[1] < recipe.least_px[1]:
            least = "x".join(map(str, recipe.least_px))
            raise UnsupportedError(
                self._job.path,
                sentence(
                    "{name} is smaller than {least}, the smallest picture of this preset.",
                    name=shown_name(self._job.path),
                    least=least,
                ),
                _ANOTHER,
            )
        options = dict(recipe.options) if not recipe.bits or self._encoder == "libx264" else {}
        pictures = cast(VideoStream, self._container.add_stream(self._encoder, rate=rate, options=options))
        pictures.width, pictures.height = self.size
        pictures.pix_fmt = recipe.pix_fmt
        context = pictures.codec_context
        context.time_base, context.framerate = 1 / rate, rate
        context.thread_count = self._threads
        if recipe.bits and not options:
            pictures.bit_rate = recipe.bits * max(1, self.size[0] * self.size[1] // 1000)
        _colours(context, frame)
        context.sample_aspect_ratio = self._known.coded_aspect or Fraction(1)
        if frame.interlaced_frame and frame.height >= FIELD_ROWS:
            context.flags |= 0x00040000  # AV_CODEC_FLAG_INTERLACED_DCT
        if label:
            pictures.metadata["timecode"] = label
        if self._known.info.source is not None and self._known.info.source.reel:
            pictures.metadata["reel_name"] = self._known.info.source.reel
        self._pictures = pictures
        begin_s = phase_s(self._known.index, rate)
        span_s = (begin_s + self._job.first / rate, begin_s + self._job.end / rate)
        for at, one in enumerate(source.streams.audio):
            if one.codec_context is not None:
                self._add_sound(at, one, span_s)

    def _add_sound(self, at: int, one: AudioStream, span_s: tuple[Fraction, Fraction]) -> None:
        channels, layout, rate = one.channels, one.layout.name, one.rate or 48_000
        if self._recipe.sound == "aac":
            layout = _BEHIND.get(layout, layout)
            if layout not in _AAC_LAYOUTS:
                self.notes.append(sentence("Sound of {number} channels was mixed to stereo.", number=channels))
                channels, layout = 2, "stereo"
            rate = rate if rate in _AAC_RATES else 48_000
            codec, form = "aac", SoundForm(rate, layout, channels, "fltp")
        else:
            is_deep = one.codec_context.name.startswith("pcm_") and (one.format is not None and one.format.bytes > 2)
            codec = "pcm_s24le" if is_deep else "pcm_s16le"
            form = SoundForm(rate, layout, channels, "s32p" if is_deep else "s16p")
        sound = self._opened.enter_context(Sound(self._known, span_s, form, at))
        if not sound.is_there:
            return
        stream = cast(AudioStream, self._container.add_stream(codec, rate=rate, layout=layout))
        if codec == "aac":
            stream.bit_rate = _AAC_BITS * channels
        if "language" in one.metadata:
            stream.metadata["language"] = one.metadata["language"]
        self._sounds.append((stream, sound))

    def _picture_track(self) -> VideoStream:
        assert self._pictures is not None
        return self._pictures

    def _write(self, frame: VideoFrame, times: int) -> None:
        """One frame, so many times, with the sound before it."""
        if times <= 0:
            return
        pictures = self._picture_track()
        small = _fitted(frame, self.size, self._recipe.pix_fmt)
        for _ in range(times):
            small.pts, small.time_base = self._count, 1 / self._job.rate
            small.pict_type = PictureType.NONE
            self._container.mux(pictures.encode(small))
            self._count += 1
        until_s = float((self._job.first + self._count + 1) / self._job.rate)
        for stream, sound in self._sounds:
            for place, samples in sound.upto(until_s):
                self._hear(stream, sound, place, samples)

    def _hear(self, stream: AudioStream, sound: Sound, place: int, samples: Samples) -> None:
        form = sound.form
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(samples), format=form.format, layout=form.layout)
        frame.sample_rate, frame.time_base = form.rate, Fraction(1, form.rate)
        frame.pts = place - sound.begin
        self._container.mux(stream.encode(frame))


def _fitting(size: tuple[int, int], even: tuple[int, int]) -> tuple[int, int]:
    """The nearest size that the encoder takes, never larger."""
    width, height = (max(each, side - side % each) for side, each in zip(size, even, strict=True))
    return width, height


def _colours(context: VideoCodecContext, frame: VideoFrame) -> None:
    """Tell what the first frame tells."""
    matrix = int(frame.colorspace)
    context.colorspace = int(Colorspace.ITU709) if frame.format.is_rgb else matrix
    context.color_primaries, context.color_trc = int(frame.color_primaries), int(frame.color_trc)
    is_full = int(frame.color_range) == ColorRange.JPEG and not frame.format.is_rgb
    context.color_range = int(ColorRange.JPEG if is_full else ColorRange.MPEG)


def _fitted(frame: VideoFrame, size: tuple[int, int], pix_fmt: str) -> VideoFrame:
    """The frame as the encoder wants it, its colours as they are."""
    is_rgb = frame.format.is_rgb
    matrix = Colorspace.ITU709 if is_rgb else matrix_of(frame)
    colours = ColorRange.JPEG if int(frame.color_range) == ColorRange.JPEG and not is_rgb else ColorRange.MPEG
    return frame.reformat(
        width=size[0],
        height=size[1],
        format=pix_fmt,
        src_colorspace=matrix,
        dst_colorspace=matrix,
        src_color_range=None if is_rgb else colours,
        dst_color_range=colours,
        interpolation="BICUBIC",
        threads=1,
    )
