"""How long a source wants us to wait, as its headers say it. Pure.

Source: RFC 9110 (Retry-After), draft-ietf-httpapi-ratelimit-headers (`RateLimit: "api";r=0;t=55`), and the earlier
drafts of it (`RateLimit: limit=100, remaining=0, reset=50`, `RateLimit-Reset: 50`).
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

WINDOW_S = 300.0
"""In such spans the hub counts the requests of one address."""
_RESET = re.compile(r"(?:^|[;,\s])(?:t|reset)\s*=\s*(\d+(?:\.\d+)?)")
_LEFT = re.compile(r"(?:^|[;,\s])(?:r|remaining)\s*=\s*(\d+)")
_WINDOW = re.compile(r"(?:^|[;,\s])w\s*=\s*(\d+)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_NEAR_S = 120.0
_SINCE_1970_S = 1e9
"""Larger than any wait: some servers give the moment itself."""
Header = Callable[[str], str | None]


def wait_s(header: Header, now_s: float) -> float | None:
    """Seconds until the source wants to be asked again; None when it does not say. `now_s` is our own clock's."""
    said = _retry_after(header, now_s)
    return said if said is not None else _rate_limit(header, now_s)


def window_s(header: Header) -> float:
    """The span in which the source counts requests."""
    found = _WINDOW.search(header("RateLimit-Policy") or "")
    return float(found[1]) if found else WINDOW_S


def _retry_after(header: Header, now_s: float) -> float | None:
    text = (header("Retry-After") or "").strip()
    if _NUMBER.fullmatch(text):
        return float(text)
    moment = _moment(text)
    if moment is None:
        return None
    sent = _moment(header("Date") or "")  # by the same clock: ours may be wrong
    return max(0.0, moment - (sent if sent is not None else now_s))


def _rate_limit(header: Header, now_s: float) -> float | None:
    """Every limit that is used up must have been renewed."""
    waits = []
    for part in _split(header("RateLimit") or ""):
        left, reset = _LEFT.search(part), _RESET.search(part)
        if reset is not None and (left is None or int(left[1]) == 0):
            waits.append(float(reset[1]))
    for name in ("RateLimit-Reset", "X-RateLimit-Reset"):
        left_said = (header(name.replace("Reset", "Remaining")) or "0").strip()
        said = (header(name) or "").strip()
        if _NUMBER.fullmatch(said) and left_said == "0":
            waits.append(float(said) - now_s if float(said) > _SINCE_1970_S else float(said))
    return max(waits) if waits and max(waits) >= 0 else None


def _split(text: str) -> list[str]:
    """Limits of the draft's list form; its earlier form is one limit with commas in it."""
    return text.split(",") if '"' in text else [text]


def _moment(text: str) -> float | None:
    """An HTTP date as seconds since 1970."""
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return (found if found.tzinfo is not None else found.replace(tzinfo=UTC)).timestamp()


def clock_words(moment_s: float, now_s: float) -> str:
    """A moment as a person reads it: 14:32, with seconds when it is near, with its date when that is another day."""
    moment, now = datetime.fromtimestamp(moment_s), datetime.fromtimestamp(now_s)
    if moment_s - now_s < _NEAR_S:
        return f"{moment:%H:%M:%S}"
    return f"{moment:%H:%M}" if moment.date() == now.date() else f"{moment:%d %B %Y, %H:%M}"
