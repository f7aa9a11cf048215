"""Makes a hand-off of moments that were chosen: every point becomes a frame of its file, and losses are reported."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor
from pathlib import Path
from typing import Final

from core.export.handoff import (
    LEFT_OUT,
    STILL_S,
    Handoff,
    HandoffMoment,
    HandoffOptions,
    HandoffProblem,
    MediaFacts,
    PhraseNote,
    most_frequent_rate,
    relabel,
)
from core.export.path_mapping import as_text, mapped
from core.sentences import DecimalText, listed, sentence
from core.values import (
    Hit,
    MediaInfo,
    Moment,
    Strength,
    Timecode,
    Video,
    can_drop,
    exact_length,
    nominal_rate,
    standard_rate,
    timecode,
)

RATES: Final = tuple(
    sorted(
        [Fraction(base) for base in (24, 25, 30, 48, 50, 60, 120)]
        + [Fraction(base * 1000, 1001) for base in (24, 30, 48, 60, 120)]
    )
)
"""Rates that a clip without one of its own is conformed to."""

_SPARE_FRAMES, _SPARE_SHARE = 2, Fraction(1, 500)
"""A clip may have so many frames more or fewer than its rate makes of its length, at its ends and by rounding."""
_ROUNDED_S: Final = Fraction(505, 1_000_000)
"""Times of frames may be rounded to milliseconds."""


@dataclass(frozen=True, slots=True)
class ChosenMoment:
    """A moment to be handed over. Units: seconds on the player's clock; both None: the whole clip."""

    path: Path
    """Where the clip is or was."""
    video: Video | None
    """None when the library does not have it now."""
    start_s: Fraction | float | None = None
    end_s: Fraction | float | None = None
    note: str = ""
    phrases: tuple[PhraseNote, ...] = ()
    score: float | None = None
    strength: Strength | None = None
    collection: str = ""
    times_s: tuple[float, ...] = ()
    """Of the frames that the search sampled."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """A hand-off, and what is to be said of it."""

    handoff: Handoff
    problems: tuple[HandoffProblem, ...]


def best_copy(videos: Iterable[Video]) -> Video | None:
    """Of several files with one content the one that is there; None of none."""
    order = {"ready": 0, "waiting": 1, "failed": 2, "offline": 3, "missing": 4}
    return min(videos, key=lambda video: (order[video.state], str(video.path)), default=None)


def chosen_of_moment(moment: Moment, videos: Sequence[Video], collection: str = "") -> ChosenMoment:
    """A kept moment; `videos` are the clips of the library that it is of."""
    video = best_copy(videos)
    path = video.path if video is not None else moment.path
    return ChosenMoment(path, video, moment.start_s, moment.end_s, moment.note, collection=collection)


def chosen_of_hit(hit: Hit, phrases: Sequence[PhraseNote] = ()) -> ChosenMoment:
    """A result of a search, with the phrases that found it."""
    end_s = hit.then[-1].end_s if hit.then else hit.segment.end_s
    return ChosenMoment(
        hit.video.path,
        hit.video,
        hit.segment.start_s,
        max(end_s, hit.segment.end_s),
        phrases=tuple(phrases),
        score=hit.score,
        strength=hit.strength,
        times_s=hit.segment.frame_times_s,
    )


def gather(chosen: Sequence[ChosenMoment], options: HandoffOptions) -> Gathered:
    """Put chosen moments on a timeline. Raises: ValueError, for a first label that is none."""
    problems = list[HandoffProblem]()
    seen = set[HandoffProblem]()
    moments, known = list[HandoffMoment](), dict[int, MediaFacts]()
    for each in chosen:
        for found in (problem for problem in _moment(each, options, known, moments)):
            if found not in seen:
                seen.add(found)
                problems.append(found)
    most, drop = most_frequent_rate(moments)
    rate = options.rate or most
    if rate != most:
        drop = drop and can_drop(nominal_rate(rate)) and rate.denominator == 1001
    moments = [_still_at(each, rate, drop) if each.media.is_still else each for each in moments]
    start = (
        Timecode.parse(options.start, rate, drop)
        if _is_at(options.start, rate, drop)
        else (relabel(Timecode.parse(options.start, Fraction(120)), rate, drop))
    )
    return Gathered(Handoff(options.title, tuple(moments), rate, start), (*problems, *_mixed(moments, rate)))


def media_of(video: Video, info: MediaInfo, options: HandoffOptions) -> tuple[MediaFacts, list[HandoffProblem]]:
    """A clip as the other program will see it."""
    name = video.path.name
    rate, note = conformed_rate(info.fps)
    if not note and has_other_times(info, rate):
        note = "varies"
    problems = list[HandoffProblem]()
    if note == "odd":
        problems.append(HandoffProblem("odd_rate", name, *_doubled(info.fps, rate)))
    elif note:
        problems.append(HandoffProblem("varying_rate", name, *_varying(info, rate)))
    source = info.source
    stated = source.start if source is not None else None
    phase_s = Fraction() if note else phase_of(info.begins_s, rate)
    facts = MediaFacts(
        path=mapped(as_text(video.path), options.mappings),
        name=name,
        rate=rate,
        frames=0 if info.is_still else max(1, round((exact_length(info) - phase_s) * rate)),
        start=_first_label(stated, rate),
        has_timecode=stated is not None,
        is_conformed=bool(note),
        is_still=info.is_still,
        has_sound=bool(info.has_sound),
        sound_tracks=(source.sound_channels or ()) if source is not None else (),
        width_px=info.width_px,
        height_px=info.height_px,
        reel=source.reel if source is not None else "",
        camera=source.camera if source is not None else "",
        recorded=str(source.created) if source is not None and source.created is not None else "",
        fingerprint=info.fingerprint,
        phase_s=phase_s,
    )
    if info.is_still:
        return facts, []
    if stated is None:
        what = sentence("It has no timecode of its own.")
        done = sentence("It is counted from {start}.", start=facts.start)
        problems.append(HandoffProblem("no_timecode", name, what, done))
    elif facts.start.fps != stated.fps and (rate / stated.fps).denominator != 1:
        what = sentence(
            "Its timecode counts {counted} frames a second, its pictures come at {rate}.",
            counted=_rate_text(stated.fps),
            rate=_rate_text(rate),
        )
        done = sentence("Its first frame is labelled {start}.", start=facts.start)
        problems.append(HandoffProblem("timecode_rate", name, what, done))
    return facts, problems


def conformed_rate(fps: Fraction) -> tuple[Fraction, str]:
    """The rate at which frames are counted, and why that is not the clip's own: "varies", "odd"; "" where it is."""
    if fps <= 0:
        return Fraction(25), "varies"
    exact = standard_rate(fps)
    if exact is not None and exact.denominator in (1, 1001):
        return exact, ""
    if fps.denominator == 1001:
        return fps, ""
    if fps.denominator == 2 and fps * 2 <= RATES[-1]:  # 12.5: each frame stands twice
        return fps * 2, "odd"
    return min(RATES, key=lambda rate: abs(rate - fps)), "varies"


def has_other_times(info: MediaInfo, rate: Fraction) -> bool:
    """True when the frames of a clip are more or fewer than its rate makes of its length: they come at other times.

    Phones state a rate and leave frames out.
    """
    expected = Fraction(info.duration_s) * rate
    spare = max(Fraction(_SPARE_FRAMES), expected * _SPARE_SHARE)
    return not info.is_still and abs(info.frame_count - expected) > spare


def _doubled(fps: Fraction, rate: Fraction) -> tuple[str, str]:
    return (
        sentence("It has {rate} frames a second.", rate=_rate_text(fps)),
        sentence("It is counted at {rate}: each frame twice.", rate=_rate_text(rate)),
    )


def _varying(info: MediaInfo, rate: Fraction) -> tuple[str, str]:
    mean = info.frame_count / info.duration_s if info.duration_s > 0 else float(info.fps)
    return (
        sentence("Its frame rate varies (on average {rate} a second).", rate=DecimalText(f"{mean:.5g}")),
        sentence(
            "It is conformed to {rate}. If your editing program conforms it to another rate, in and out move.",
            rate=_rate_text(rate),
        ),
    )


def _rate_text(rate: Fraction) -> str:
    return DecimalText(f"{float(rate):.5g}")


def _first_label(stated: Timecode | None, rate: Fraction) -> Timecode:
    """The label of the first frame at the rate of the pictures."""
    drops = rate.denominator == 1001 and can_drop(nominal_rate(rate))
    if stated is None:
        return Timecode(0, rate, drops)
    drop = stated.drop and can_drop(nominal_rate(rate))
    each = rate / stated.fps
    if each.denominator == 1:
        return Timecode(stated.frame * int(each), rate, drop)
    return relabel(stated, rate, drop and rate.denominator == 1001)


def _moment(
    chosen: ChosenMoment, options: HandoffOptions, known: dict[int, MediaFacts], moments: list[HandoffMoment]
) -> list[HandoffProblem]:
    """Add a moment; what is to be said of it."""
    name, video = chosen.path.name, chosen.video
    if video is None:
        what = sentence("It is not in the library now.")
        return [HandoffProblem("unknown_clip", name, what, LEFT_OUT, is_left_out=True)]
    info = video.info
    if info is None:
        return [HandoffProblem("unread", name, sentence("It was never read."), LEFT_OUT, is_left_out=True)]
    media, problems = media_of(video, info, options) if video.id not in known else (known[video.id], [])
    known[video.id] = media
    if video.state in ("offline", "missing"):
        away = video.state == "offline"
        what = sentence("Its drive is not connected.") if away else sentence("Its file is gone.")
        done = sentence("Written with the path it had, {path}. Relink it where it is opened.", path=media.path)
        problems.append(HandoffProblem("offline" if away else "missing", name, what, done))
    if media.is_still:
        done = sentence("It stands for {seconds} seconds.", seconds=STILL_S)
        problems.append(HandoffProblem("still", name, sentence("It is a still."), done))
        first, end = 0, STILL_S
    else:
        bounds, said = _bounds(chosen, media)
        problems += said
        if bounds is None:
            return problems
        first, end = bounds
    handle = options.handle_frames + round(options.handle_s * media.rate)
    marks = video.marks
    moments.append(
        HandoffMoment(
            media=media,
            first=first,
            end=end,
            head=0 if media.is_still else min(handle, first),
            tail=0 if media.is_still else max(0, min(handle, media.frames - end)),
            note=chosen.note,
            phrases=chosen.phrases,
            score=chosen.score,
            strength=chosen.strength,
            rating=marks.rating,
            flag=marks.flag,
            tags=marks.tags,
            collection=chosen.collection,
            samples=()
            if media.is_still
            else tuple(frame_of(each, media.rate, phase_s=media.phase_s) for each in chosen.times_s),
        )
    )
    if media.has_timecode and _passes_midnight(moments[-1]):
        said_start, said_end = media.label(moments[-1].begin), media.label(moments[-1].stop)
        what = sentence("Its timecode passes midnight, from {start} to {end}.", start=said_start, end=said_end)
        done = sentence("Labels begin again at 00:00:00:00; FCPXML, Final Cut 7 XML, OTIO and MLT count on.")
        problems.append(HandoffProblem("midnight", name, what, done))
    return problems


def _bounds(chosen: ChosenMoment, media: MediaFacts) -> tuple[tuple[int, int] | None, list[HandoffProblem]]:
    """First frame and the one after the last, inside of the file."""
    if chosen.start_s is None and chosen.end_s is None:
        return (0, media.frames), []
    rate, phase_s = media.rate, media.phase_s
    first = frame_of(chosen.start_s or 0, rate, phase_s=phase_s)
    end = media.frames if chosen.end_s is None else frame_of(chosen.end_s, rate, is_end=True, phase_s=phase_s)
    name, at = chosen.path.name, timecode(first / media.rate, media.rate)
    if first >= media.frames:
        what = sentence("The moment at {at} is after the end of the clip.", at=at)
        return None, [HandoffProblem("outside", name, what, LEFT_OUT, is_left_out=True)]
    if end <= first and chosen.end_s is not None and chosen.end_s <= (chosen.start_s or 0):
        what = sentence("The moment at {at} has no length.", at=at)
        return None, [HandoffProblem("no_length", name, what, LEFT_OUT, is_left_out=True)]
    said = []
    if end > media.frames + 1:
        what = sentence("The moment at {at} is longer than the clip.", at=at)
        done = sentence("It ends with the clip, at {end}.", end=timecode(media.frames / media.rate, media.rate))
        said.append(HandoffProblem("outside", name, what, done))
    return (first, min(max(end, first + 1), media.frames)), said


def frame_of(time_s: Fraction | float, rate: Fraction, *, is_end: bool = False, phase_s: Fraction | int = 0) -> int:
    """The frame that begins at a time; between two frames the one on screen, or for an end the one after it.

    Containers such as Matroska round times of frames to milliseconds: so near to a frame's start it is that frame.
    `phase_s`: the pictures begin so much later than whole frames. What a person sets is a whole frame all the same;
    what was found in the pictures is a time of theirs.
    """
    place = Fraction(time_s) * rate
    for whole in (place, place - phase_s * rate):
        nearest = round(whole)
        if abs(whole - nearest) <= min(Fraction(1, 4), max(Fraction(1, 1000), _ROUNDED_S * rate)):
            return max(0, nearest)
    return max(0, ceil(whole) if is_end else floor(whole))


def phase_of(begins_s: float, rate: Fraction) -> Fraction:
    """How far behind whole frames of the player's clock a clip's pictures begin; 0 for what is only rounded."""
    phase_s = Fraction(begins_s) % (1 / rate)
    spare_s = min(_ROUNDED_S, 1 / (4 * rate))
    return phase_s if spare_s < phase_s < 1 / rate - spare_s else Fraction()


def _passes_midnight(moment: HandoffMoment) -> bool:
    label = moment.media.label
    return label(moment.stop).frame < label(moment.begin).frame


def _still_at(moment: HandoffMoment, rate: Fraction, drop: bool) -> HandoffMoment:
    """A still has the rate of the timeline."""
    media = replace(moment.media, rate=rate, start=Timecode(0, rate, drop))
    return replace(moment, media=media, first=0, end=round(STILL_S * rate))


def _mixed(moments: Sequence[HandoffMoment], rate: Fraction) -> list[HandoffProblem]:
    """What is to be said of clips at another rate than the timeline's."""
    others = {each.media for each in moments if each.media.rate != rate}
    if not others:
        return []
    rates = listed([_rate_text(each) for each in sorted({media.rate for media in others})])
    what = sentence(
        "The timeline has {rate} frames a second; 1 clip has another rate ({rates}).",
        rate=_rate_text(rate),
        rates=rates,
    )
    if len(others) > 1:
        what = sentence(
            "The timeline has {rate} frames a second; {clips} clips have another rate ({rates}).",
            rate=_rate_text(rate),
            clips=f"{len(others):,}",
            rates=rates,
        )
    done = sentence("In and out stay exact frames of each clip; lengths on the timeline are rounded to its frames.")
    return [HandoffProblem("mixed_rates", "", what, done)]


def _is_at(label: str, rate: Fraction, drop: bool) -> bool:
    try:
        Timecode.parse(label, rate, drop)
    except ValueError:
        return False
    return True
