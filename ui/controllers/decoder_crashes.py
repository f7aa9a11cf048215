"""What the window says of clips over which the decoder stopped."""

from collections.abc import Sequence
from typing import Final

from core.values import CrashOutcome, DecoderCrash
from ui import safe_text
from ui.notices import Notice
from ui.translate import noop, translate
from ui.widgets import amounts

NAME: Final = "decoder"
_ONE: Final[dict[CrashOutcome, str]] = {
    "retrying": noop("Controllers", "It was restarted and tries the clip once more."),
    "indexed": noop("Controllers", "It was restarted, and the clip was indexed on the second try."),
    "skipped": noop(
        "Controllers", "It stopped twice, so the clip is skipped until you retry it. Others are not affected."
    ),
    "failed": noop("Controllers", "It was restarted. The clip could not be indexed on the second try either."),
}
_SEVERAL: Final[dict[CrashOutcome, str]] = {
    "retrying": noop("Controllers", "Trying once more: {names}."),
    "indexed": noop("Controllers", "Indexed on the second try: {names}."),
    "skipped": noop("Controllers", "Skipped until you retry: {names}."),
    "failed": noop("Controllers", "Could not be indexed: {names}."),
}
_MOST_NAMES: Final = 3


def crash_notice(crashes: Sequence[DecoderCrash]) -> Notice:
    """Which clips, and what was done."""
    title = translate("Controllers", "The decoder stopped while reading {clips}.")
    if len(crashes) == 1:
        (crash,) = crashes
        name = safe_text.short(safe_text.name_of(crash.path), 60)
        return Notice("warning", title.format(clips=name), translate("Controllers", _ONE[crash.outcome]), NAME)
    parts = []
    for outcome, words in _SEVERAL.items():
        names = [safe_text.short(safe_text.name_of(each.path), 40) for each in crashes if each.outcome == outcome]
        if names:
            more = [amounts.clips(len(names) - _MOST_NAMES + 1)] if len(names) > _MOST_NAMES else []
            listed = ", ".join([*names[: _MOST_NAMES - 1], *more] if more else names)
            parts.append(translate("Controllers", words).format(names=listed))
    return Notice("warning", title.format(clips=amounts.clips(len(crashes))), " ".join(parts), NAME)
