"""Numbers of things as a person says them: 1 clip, 1 204 clips."""

from typing import SupportsFloat

from core.values import MINUS
from ui.translate import decimal_point, plural

THIN = "\N{NARROW NO-BREAK SPACE}"


def count(number: int) -> str:
    """1 204 with a thin space."""
    return f"{number:,}".replace(",", THIN)


def decimal(text: str) -> str:
    """A number as Python writes it, with the decimal sign of the window's language and a proper minus: 0,5."""
    return text.replace(".", decimal_point()).replace("-", MINUS)


def number(value: SupportsFloat, decimals: int | None = None, *, digits: int = 6, signed: bool = False) -> str:
    """2.50 with 2 decimals; without a number of them as many as it needs, of at most so many digits: 2.5, 23.976."""
    form = f".{digits}g" if decimals is None else f".{decimals}f"
    return decimal(format(float(value), f"+{form}" if signed else form))


def clips(number: int) -> str:
    """Media files of the library."""
    return plural("{count} clips", "{count} clip", number).format(count=count(number))


def hours(number: float) -> str:
    """`days`, in hours."""
    whole = round(number, 1)
    said = count(int(whole)) if whole == int(whole) else decimal(f"{whole:g}")
    return plural("{count} hours", "{count} hour", 1 if whole == 1 else 2).format(count=said)


def liked(number: int) -> str:
    """Results that the user liked."""
    return plural("{count} liked", "{count} liked", number).format(count=count(number))


def disliked(number: int) -> str:
    """Results that the user disliked."""
    return plural("{count} disliked", "{count} disliked", number).format(count=count(number))


def new_clips(number: int) -> str:
    """Clips indexed since a search."""
    return plural("{count} new clips", "{count} new clip", number).format(count=count(number))


def fast_clips(number: int) -> str:
    """Clips of which only keyframes are indexed."""
    return plural("{count} fast clips", "{count} fast clip", number).format(count=count(number))


def missing_clips(number: int) -> str:
    """Clips whose file is gone."""
    return plural("{count} missing clips", "{count} missing clip", number).format(count=count(number))


def single_clips(number: int) -> str:
    """Clips added by themselves, not with a folder."""
    return plural("{count} single clips", "{count} single clip", number).format(count=count(number))


def phrases(number: int) -> str:
    """Parts of a sentence that are scored by themselves."""
    return plural("{count} phrases", "{count} phrase", number).format(count=count(number))


def searches(number: int) -> str:
    """How often something was looked for."""
    return plural("{count} searches", "{count} search", number).format(count=count(number))


def moments(number: int) -> str:
    """What is ranked."""
    return plural("{count} moments", "{count} moment", number).format(count=count(number))


def subclips(number: int) -> str:
    """Moments as files of their own."""
    return plural("{count} subclips", "{count} subclip", number).format(count=count(number))


def frames(number: int) -> str:
    """Pictures of a clip."""
    return plural("{count} frames", "{count} frame", number).format(count=count(number))


def indexed_moments(number: int) -> str:
    """What a removal takes out of the index."""
    return plural("{count} indexed moments", "{count} indexed moment", number).format(count=count(number))


def close_matches(number: int) -> str:
    """Moments that fit the query well."""
    return plural("{count} close matches", "{count} close match", number).format(count=count(number))


def takes(number: int) -> str:
    """Near-identical moments."""
    return plural("{count} takes", "{count} take", number).format(count=count(number))


def stacked_takes(number: int) -> str:
    """Takes that stand below others."""
    return plural("{count} similar takes", "{count} similar take", number).format(count=count(number))


def proxies(number: int) -> str:
    """Small playable copies."""
    return plural("{count} proxies", "{count} proxy", number).format(count=count(number))


def items(number: int) -> str:
    """What was dropped onto the window."""
    return plural("{count} items", "{count} item", number).format(count=count(number))


def skipped_items(number: int) -> str:
    """Files and folders that are not indexed."""
    return plural("{count} skipped items", "{count} skipped item", number).format(count=count(number))


def files(number: int) -> str:
    """What an export has written."""
    return plural("{count} files", "{count} file", number).format(count=count(number))


def files_and_folders(number: int) -> str:
    """The same in a sentence."""
    return plural("{count} files and folders", "{count} file or folder", number).format(count=count(number))


def more_folders(number: int) -> str:
    """Folders beyond those that are named."""
    return plural("{count} more folders", "{count} more folder", number).format(count=count(number))


def days(number: int) -> str:
    """How long something lasts, such as until a removal is final."""
    return plural("{count} days", "{count} day", number).format(count=count(number))


def stars(number: int) -> str:
    """A rating."""
    return plural("{count} stars", "{count} star", number).format(count=count(number))


def pairs(number: int) -> str:
    """A moment and its caption."""
    return plural("{count} pairs", "{count} pair", number).format(count=count(number))


def examples(number: int) -> str:
    """Moments or pictures that show what a name means."""
    return plural("{count} examples", "{count} example", number).format(count=count(number))


def captions(number: int) -> str:
    """Sentences that are true of a moment."""
    return plural("{count} captions", "{count} caption", number).format(count=count(number))


def judgements(number: int) -> str:
    """Whether a moment is right for a sentence."""
    return plural("{count} judgements", "{count} judgement", number).format(count=count(number))


def words(number: int) -> str:
    """Of a language."""
    return plural("{count} words", "{count} word", number).format(count=count(number))


def taught(number: int) -> str:
    """Names and words that a model was taught."""
    return plural("{count} names and words", "{count} name or word", number).format(count=count(number))
