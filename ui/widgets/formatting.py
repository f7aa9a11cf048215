"""Numbers and states as a person says them. No Qt."""

from fractions import Fraction

from core.printable import printable
from core.values import MOST_STARS, Answer, IngestProgress, Marks, MediaInfo, Strength, VideoState, standard_rate
from ui.translate import noop, translate
from ui.widgets import amounts
from ui.widgets.amounts import count as count

_STRENGTHS: dict[Strength, str] = {
    "strong": noop("Widgets", "Strong"),
    "good": noop("Widgets", "Good"),
    "weak": noop("Widgets", "Weak"),
}
_STATES: dict[VideoState, str] = {
    "waiting": noop("Widgets", "Waiting"),
    "ready": noop("Widgets", "Ready"),
    "failed": noop("Widgets", "Failed"),
    "missing": noop("Widgets", "File not found"),
    "offline": noop("Widgets", "Drive not connected"),
}
_DEMO_MODEL = noop("Widgets", "Demo model: drawn shapes, colours, motions")
_CODECS = {
    "h264": "H.264",
    "hevc": "HEVC",
    "prores": "ProRes",
    "dnxhd": "DNxHR",
    "vp9": "VP9",
    "vp8": "VP8",
    "av1": "AV1",
    "mjpeg": "MJPEG",
    "mpeg4": "MPEG-4",
    "mpeg2video": "MPEG-2",
}


def strength(of: Strength) -> str:
    """Strong, Good, Weak."""
    return translate("Widgets", _STRENGTHS[of])


def state(of: VideoState) -> str:
    """Waiting, Ready, File not found."""
    return translate("Widgets", _STATES[of])


def model(name: str) -> str:
    """The name of a model; that of the built-in one in the language of the window."""
    return translate("Widgets", name) if name == _DEMO_MODEL else printable(name)


def duration(seconds: float) -> str:
    """0:07, 12:04, 1:02:30."""
    whole = max(0, round(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def place(seconds: float) -> str:
    """0:12, 0:06.6: where in a clip, never later than it is; a timecode needs a rate, which is not always known."""
    whole, tenth = divmod(max(0, int(seconds * 10 + 1e-6)), 10)
    return amounts.decimal(f"{duration(whole)}.{tenth}") if tenth else duration(whole)


def gap(seconds: float) -> str:
    """2 s, 2.5 s, 1 min: the longest time between two steps."""
    if seconds >= 60 and seconds % 60 == 0:
        return translate("Widgets", "{minutes} min").format(minutes=amounts.number(seconds / 60))
    return translate("Widgets", "{seconds} s").format(seconds=amounts.number(seconds))


def found(answer: Answer) -> str:
    """How much of what there is is listed: 38 moments; first 100 of 143 moments.

    A list made of two models' has no common total.
    """
    listed, each = len(answer.hits), translate("Widgets", ", one per clip") if answer.by_video else ""
    if not answer.hits:
        return translate("Widgets", "no moments")
    if not answer.is_cut:
        return f"{amounts.moments(listed)}{each}"
    if answer.fused:
        return translate("Widgets", "first {moments}{each}").format(moments=amounts.moments(listed), each=each)
    comma = "," if each else ""
    return translate("Widgets", "first {number}{each}{comma} of {searched} moments").format(  # more than one: it is cut
        number=count(listed), each=each, comma=comma, searched=count(answer.searched_segments)
    )


def wait(seconds: float | None) -> str:
    """A rounded forecast: nobody believes 12 min 55 s."""
    if seconds is None:
        return translate("Widgets", "estimating…")
    if seconds < 50:
        return translate("Widgets", "less than a minute")
    minutes = max(1, round(seconds / 60))
    if minutes < 60:
        return translate("Widgets", "~{minutes} min").format(minutes=minutes)
    hours, rest = divmod(round(minutes / 5) * 5, 60)
    return translate("Widgets", "~{hours} h {rest} min").format(hours=hours, rest=rest) if rest else f"~{hours} h"


def size(info_bytes: int) -> str:
    """12 MB, 1.4 GB."""
    amount, units = float(info_bytes), (translate("Widgets", "bytes"), "KB", "MB", "GB")
    for unit in units:
        if amount < 1000 or unit == "GB":
            return f"{amounts.number(amount, 1 if unit == 'GB' and amount < 100 else 0)} {unit}"
        amount /= 1000
    return ""


def rate(info: MediaInfo) -> str:
    """25 fps, 29.97 fps."""
    return _per_second(info.fps)


def _per_second(fps: Fraction) -> str:
    decimals = 0 if fps.denominator == 1 else 2
    return translate("Widgets", "{fps} fps").format(fps=amounts.number(fps, decimals))


def recording(info: MediaInfo | None) -> list[str]:
    """What the file says of its recording, a line for each: timecode, date, camera, reel, no sound."""
    source = info.source if info is not None else None
    if info is None or source is None:
        return []
    facts = []
    if source.start is not None:
        counting = translate("Widgets", ", drop-frame") if source.start.drop else ""
        other = (
            ""
            if standard_rate(info.fps) == source.start.fps
            else translate("Widgets", "; the clip averages {rate}").format(rate=rate(info))
        )
        facts.append(
            translate("Widgets", "Start timecode {start} ({per_second}{counting}{other})").format(
                start=source.start, per_second=_per_second(source.start.fps), counting=counting, other=other
            )
        )
    if source.created is not None:
        date, zone = f"{source.created.local:%Y-%m-%d %H:%M:%S}", source.created.zone
        facts.append(
            translate("Widgets", "Shot {date} {zone}").format(date=date, zone=zone)
            if zone
            else translate("Widgets", "Shot {date} (zone unknown)").format(date=date)
        )
    if source.camera:
        facts.append(translate("Widgets", "Camera {camera}").format(camera=source.camera))
    if source.reel:
        facts.append(translate("Widgets", "Reel {reel}").format(reel=source.reel))
    if source.has_sound is False and not info.is_still:
        facts.append(translate("Widgets", "No sound"))
    return facts


def codec(info: MediaInfo) -> str:
    """The name an editor knows."""
    return _CODECS.get(info.codec.lower(), info.codec.upper())


def frame_size(info: MediaInfo) -> str:
    """4K, 1080p, else the numbers."""
    wide, high = max(info.width_px, info.height_px), min(info.width_px, info.height_px)
    known = {
        (3840, 2160): translate("Widgets", "4K UHD"),
        (4096, 2160): translate("Widgets", "4K DCI"),
        (1920, 1080): "1080p",
        (1280, 720): "720p",
    }
    name = known.get((wide, high))
    upright = translate("Widgets", " upright") if info.height_px > info.width_px else ""
    return f"{name}{upright}" if name else f"{info.width_px}×{info.height_px}"


def marks(said: Marks) -> str:
    """Rated 3 of 5 · Picked · Seen · Tags: interview, drone."""
    parts = [
        translate("Widgets", "Rated {rating} of {most}").format(rating=said.rating, most=MOST_STARS)
        if said.rating
        else "",
        {"pick": translate("Widgets", "Picked"), "reject": translate("Widgets", "Rejected"), "": ""}[said.flag],
        translate("Widgets", "Seen") if said.seen else "",
        translate("Widgets", "Tags: {tags}").format(tags=", ".join(printable(tag) for tag in said.tags))
        if said.tags
        else "",
    ]
    return " · ".join(part for part in parts if part)


def looked(info: MediaInfo | None) -> str:
    """A sentence for a video that was not sampled exactly; empty for all others."""
    if info is None or info.looked == "exact":
        return ""
    if info.looked == "refine":
        return translate("Widgets", "Queued for full re-indexing. Until then, only its keyframes are searched.")
    every_s = info.duration_s / max(1, info.key_count)
    return translate(
        "Widgets",
        "Indexed fast: keyframes only, about one every {every_s} s. The frames in between are not searched.",
    ).format(every_s=amounts.number(every_s, 1))


def indexing(progress: IngestProgress, *, is_stopping: bool = False) -> str:
    """The line in the status bar: Indexing Day 4 · 27 % · 31 clips left · 11.8 fr/s · ~13 min.

    Clips are counted down: "13 of 44 clips" would be a second figure of how far it is, and another one.
    """
    share = progress.percent
    done = "" if share is None else f" · {share} %"
    left = (
        translate("Widgets", " · {clips} left").format(clips=amounts.clips(progress.videos_left))
        if progress.videos_left
        else ""
    )
    if is_stopping:
        return translate("Widgets", "Stopping after this batch…{done}").format(done=done)
    if progress.paused:
        return translate("Widgets", "Paused{done}{left}").format(done=done, left=left)
    if progress.pace.mode == "held":
        words = progress.pace.words[:1].upper() + progress.pace.words[1:]
        return f"{words}{done}{left}"
    parent = printable(progress.current.parent.name) if progress.current is not None else ""
    where = f" {parent}" if parent else ""
    speed = (
        translate("Widgets", " · {frames_per_s} fr/s").format(frames_per_s=amounts.number(progress.frames_per_s, 1))
        if progress.frames_per_s > 0
        else ""
    )
    slowed = f" · {progress.pace.words}" if progress.pace.words else ""
    return f"Indexing{where}{done}{left}{slowed}{speed} · {wait(progress.eta_s)}"
