"""What a format cannot say as it is, and what is done about it: the table before anything is written."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from core.export.file_names import portable_name
from core.export.formats.ale import REEL_LENGTH
from core.export.formats.edl import MOST_EVENTS, rate_label
from core.export.handoff import STEREO, Handoff, HandoffOptions, HandoffProblem, MediaFacts
from core.export.marker_text import for_xml, one_line
from core.export.path_mapping import name_of
from core.export.reel_names import ReelName, reel_names
from core.sentences import DecimalText, listed, sentence
from core.values import nominal_rate

_XML: Final = frozenset({"fcpxml", "xml", "mlt", "kdenlive", "markers-fcp", "markers-premiere"})
WITH_REELS: Final = frozenset({"edl", "ale"})
"""Formats that name reels."""
_OF_MLT: Final = frozenset({"mlt", "kdenlive"})
"""They count everything in frames of the timeline."""
_BY_NAME: Final = frozenset({"edl", "ale", "csv", "tsv"})
"""Programs find clips of these by name."""
_FINAL_CUT: Final = frozenset(
    [Fraction(each) for each in (24, 25, 30, 48, 50, 60, 90, 100, 120)]
    + [Fraction(each * 1000, 1001) for each in (24, 30, 48, 60, 120)]
)
_LONGEST_NAME: Final = 255
"""Letters; some programs cut longer names."""


def check_format(handoff: Handoff, options: HandoffOptions, key: str) -> list[HandoffProblem]:
    """Problems that this format has with these moments."""
    return [*_rates(handoff, key), *_names(handoff, options, key), *_events(handoff, key), *_sound(handoff, key)]


def _rates(handoff: Handoff, key: str) -> Iterator[HandoffProblem]:
    if key in WITH_REELS:
        parts = handoff.by_rate()
        labels = listed([DecimalText(rate_label(part.rate, part.drop)) for part in parts])
        if len(parts) > 1:
            what = sentence(
                "This format has one frame rate and one way of counting; these clips have {labels}.", labels=labels
            )
            done = sentence("Written as {files} files, one for each.", files=len(parts))
            yield HandoffProblem("mixed_rates", "", what, done)
        if any(nominal_rate(part.rate) > 100 for part in parts):
            what = sentence(
                "Above 100 frames a second, frames need three digits, which few programs read in this format."
            )
            done = sentence("Written with three digits. Prefer FCPXML, XML or OTIO.")
            yield HandoffProblem("long_labels", "", what, done)
    if key == "fcpxml" and handoff.rate not in _FINAL_CUT:
        rate = DecimalText(f"{float(handoff.rate):.5g}")
        what = sentence("Final Cut Pro has no timelines of {rate} frames a second.", rate=rate)
        done = sentence("Written anyway. Choose another rate for the timeline.")
        yield HandoffProblem("mixed_rates", "", what, done)
    others = {each for each in handoff.media if each.rate != handoff.rate}
    if key in _OF_MLT and others:
        what = sentence(
            "MLT counts in frames of the timeline; in and out of clips at other rates may fall between them."
        )
        yield HandoffProblem("mixed_rates", "", what, sentence("They are set to the nearest frame of the timeline."))


def reels_of(handoff: Handoff, options: HandoffOptions, key: str) -> dict[MediaFacts, ReelName]:
    """The reel of each file as this format will name it; none where it has no reels."""
    if key not in WITH_REELS:
        return {}
    length, chosen = _reel_length(options, key), dict(options.reels)
    named = dict[MediaFacts, ReelName]()
    for part in handoff.by_rate():  # each is a file of its own, and names differ within a file
        named |= reel_names(part.media, length, chosen)
    return named


def _reel_length(options: HandoffOptions, key: str) -> int:
    return options.reel_length if key == "edl" else max(options.reel_length, REEL_LENGTH)


def _names(handoff: Handoff, options: HandoffOptions, key: str) -> Iterator[HandoffProblem]:
    for media, reel in reels_of(handoff, options, key).items():
        if reel.has_clashed:
            what = sentence("Another clip would have the same reel name as {stated}.", stated=one_line(reel.stated))
            done = sentence("Its reel is written as {name}.", name=reel.name)
            yield HandoffProblem("reel_clash", media.name, what, done)
        elif reel.is_changed:
            length = _reel_length(options, key)
            what = sentence(
                "{stated} cannot be a reel name: {length} letters, A-Z, 0-9 and _.",
                stated=one_line(reel.stated),
                length=length,
            )
            done = sentence("Its reel is written as {name}.", name=reel.name)
            yield HandoffProblem("reel", media.name, what, done)
    for media in handoff.media:
        problem = _name(media, key)
        if problem is not None:
            yield problem
    if key in _BY_NAME:
        for name, times in Counter(media.name for media in handoff.media).items():
            if times > 1:
                what = sentence(
                    "{times} clips have this name, and programs look for clips of this format by name.", times=times
                )
                done = sentence("Their paths are written too; check each after relinking.")
                yield HandoffProblem("same_name", name, what, done)


def _name(media: MediaFacts, key: str) -> HandoffProblem | None:
    clean = for_xml(one_line(media.name)) if key in _XML else one_line(media.name)
    if clean != media.name and key not in ("otio", "otioz"):
        what = sentence("Its name has characters that this format cannot hold.")
        done = sentence("It is called {name}; the address of its file is exact.", name=clean)
        return HandoffProblem("name", media.name, what, done)
    inside = portable_name(name_of(media.path))
    if key == "otioz" and inside != media.name:
        what = sentence("Its name has characters that not every system and program can hold.")
        return HandoffProblem("name", media.name, what, sentence("In the bundle its file is {name}.", name=inside))
    if len(media.name) > _LONGEST_NAME:
        what = sentence(
            "Its name has {count} characters; some programs cut names after {most}.",
            count=len(media.name),
            most=_LONGEST_NAME,
        )
        return HandoffProblem("name", media.name, what, sentence("Written in full."))
    return None


def _events(handoff: Handoff, key: str) -> Iterator[HandoffProblem]:
    if key == "edl" and any(len(part.moments) > MOST_EVENTS for part in handoff.by_rate()):
        what = sentence(
            "An edit decision list has at most {most} events; there are {count} moments.",
            most=MOST_EVENTS,
            count=f"{len(handoff.moments):,}",
        )
        yield HandoffProblem("many_events", "", what, sentence("Written as several files."))
    if key == "mlt" and len(handoff.moments) > 1:
        what = sentence("Kdenlive takes an MLT file into a project as one clip.")
        done = sentence("For its parts and folders of the bin, choose a Kdenlive project.")
        yield HandoffProblem("one_clip", "", what, done)


def _sound(handoff: Handoff, key: str) -> Iterator[HandoffProblem]:
    for media in handoff.media:
        if key in ("xml", "fcpxml", "ale") and media.has_sound and not media.sound_tracks:
            what = sentence("How many channels of sound it has is not known until it is read again.")
            yield HandoffProblem("sound", media.name, what, sentence("Its sound is assumed to be stereo."))
        if key == "edl" and media.sound_channels > STEREO:
            what = sentence("It has {channels} channels of sound.", channels=media.sound_channels)
            yield HandoffProblem("sound", media.name, what, sentence("An edit decision list names the first two."))
        if key == "kdenlive" and len(media.sound_tracks) > 1:
            what = sentence("It has {tracks} tracks of sound.", tracks=len(media.sound_tracks))
            done = sentence("The timeline has the first of them. The clip in the bin has them all.")
            yield HandoffProblem("sound", media.name, what, done)
    if key == "otio" and any(media.has_sound for media in handoff.media):
        what = sentence("The timeline has one track, of pictures.")
        yield HandoffProblem("sound", "", what, sentence("Sound stays in the clips that it names."))
