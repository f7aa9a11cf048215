"""Numbers and states as a person says them. No Qt."""

from fractions import Fraction

from core.printable import printable
from core.values import MOST_STARS, Answer, IngestProgress, Marks, MediaInfo, Strength, VideoState, standard_rate

THIN = "\N{NARROW NO-BREAK SPACE}"
STRENGTH: dict[Strength, str] = {"strong": "Strong", "good": "Good", "weak": "Weak"}
STATE: dict[VideoState, str] = {
    "waiting": "Waiting",
    "ready": "Ready",
    "failed": "Failed",
    "missing": "File not found",
    "offline": "Drive not connected",
}
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


def count(number: int) -> str:
    """1 204 with a thin space."""
    return f"{number:,}".replace(",", THIN)


def several(number: int, one: str, many: str = "") -> str:
    """1 clip, 2 clips."""
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


def duration(seconds: float) -> str:
    """0:07, 12:04, 1:02:30."""
    whole = max(0, round(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def found(answer: Answer) -> str:
    """How much of what there is is listed: 38 moments; first 100 of 143 moments.

    A list made of two models' has no common total.
    """
    listed, each = len(answer.hits), ", one per clip" if answer.by_film else ""
    if not answer.hits:
        return "no moments"
    if not answer.is_cut:
        return f"{several(listed, 'moment')}{each}"
    if answer.fused:
        return f"first {several(listed, 'moment')}{each}"
    comma = "," if each else ""
    return f"first {count(listed)}{each}{comma} of {several(answer.searched_segments, 'moment')}"


def wait(seconds: float | None) -> str:
    """A rounded forecast: nobody believes 12 min 55 s."""
    if seconds is None:
        return "estimating…"
    if seconds < 50:
        return "less than a minute"
    minutes = max(1, round(seconds / 60))
    if minutes < 60:
        return f"~{minutes} min"
    hours, rest = divmod(round(minutes / 5) * 5, 60)
    return f"~{hours} h {rest} min" if rest else f"~{hours} h"


def size(info_bytes: int) -> str:
    """12 MB, 1.4 GB."""
    amount, units = float(info_bytes), ("bytes", "KB", "MB", "GB")
    for unit in units:
        if amount < 1000 or unit == "GB":
            return f"{amount:.1f} {unit}" if unit == "GB" and amount < 100 else f"{amount:.0f} {unit}"
        amount /= 1000
    return ""


def rate(info: MediaInfo) -> str:
    """25 fps, 29.97 fps."""
    return _per_second(info.fps)


def _per_second(fps: Fraction) -> str:
    return f"{float(fps):.5g} fps" if fps.denominator == 1 else f"{float(fps):.2f} fps"


def recording(info: MediaInfo | None) -> list[str]:
    """What the file says of its recording, a line for each thing it says: timecode, date, camera, reel."""
    source = info.source if info is not None else None
    if info is None or source is None:
        return []
    told = []
    if source.start is not None:
        counting = ", drop-frame" if source.start.drop else ""
        other = "" if standard_rate(info.fps) == source.start.fps else f"; the clip averages {rate(info)}"
        told.append(f"Start timecode {source.start} ({_per_second(source.start.fps)}{counting}{other})")
    if source.created is not None:
        told.append(f"Shot {source.created}")
    if source.camera:
        told.append(f"Camera {source.camera}")
    if source.reel:
        told.append(f"Reel {source.reel}")
    return told


def codec(info: MediaInfo) -> str:
    """The name an editor knows."""
    return _CODECS.get(info.codec.lower(), info.codec.upper())


def frame_size(info: MediaInfo) -> str:
    """4K, 1080p, else the numbers."""
    wide, high = max(info.width_px, info.height_px), min(info.width_px, info.height_px)
    known = {(3840, 2160): "4K UHD", (4096, 2160): "4K DCI", (1920, 1080): "1080p", (1280, 720): "720p"}
    name = known.get((wide, high))
    upright = " upright" if info.height_px > info.width_px else ""
    return f"{name}{upright}" if name else f"{info.width_px}×{info.height_px}"


def marks(said: Marks) -> str:
    """Rated 3 of 5 · Picked · Tags: interview, drone."""
    parts = [
        f"Rated {said.rating} of {MOST_STARS}" if said.rating else "",
        {"pick": "Picked", "reject": "Rejected", "": ""}[said.flag],
        f"Tags: {', '.join(printable(tag) for tag in said.tags)}" if said.tags else "",
    ]
    return " · ".join(part for part in parts if part)


def looked(info: MediaInfo | None) -> str:
    """A sentence for a video that was not sampled exactly; empty for all others."""
    if info is None or info.looked == "exact":
        return ""
    if info.looked == "refine":
        return "Queued for full re-indexing. Until then, only its keyframes are searched."
    every_s = info.duration_s / max(1, info.key_count)
    return f"Indexed fast: keyframes only, about one every {every_s:.1f} s. The frames in between are not searched."


def indexing(progress: IngestProgress, *, is_stopping: bool = False) -> str:
    """The line in the status bar: Indexing Day 4 · 27 % · 31 clips left · 11.8 fr/s · ~13 min.

    Clips are counted down: "13 of 44 clips" would be a second figure of how far it is, and another one.
    """
    share = progress.percent
    done = "" if share is None else f" · {share} %"
    left = f" · {several(progress.videos_left, 'clip')} left" if progress.videos_left else ""
    if is_stopping:
        return f"Stopping after this batch…{done}"
    if progress.paused:
        return f"Paused{done}{left}"
    if progress.pace.mode == "held":
        words = progress.pace.words[:1].upper() + progress.pace.words[1:]
        return f"{words}{done}{left}"
    parent = printable(progress.current.parent.name) if progress.current is not None else ""
    where = f" {parent}" if parent else ""
    speed = f" · {progress.frames_per_s:.1f} fr/s" if progress.frames_per_s > 0 else ""
    slowed = f" · {progress.pace.words}" if progress.pace.words else ""
    return f"Indexing{where}{done}{left}{slowed}{speed} · {wait(progress.eta_s)}"
