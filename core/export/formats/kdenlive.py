"""A project of Kdenlive 23.04 or later: clips in folders of the bin, their moments as subclips, a sequence of them.

A project is an MLT file with a playlist `main_bin`, which names every clip and sequence and has the settings of the
project, a tractor for each sequence, and a last tractor around the sequence that is open, which `melt` plays. A track
is a tractor of two playlists; Kdenlive lays out its own mixing of tracks when it opens the file.
Source: `dev-docs/fileformat.md` of Kdenlive (generation 5), and its own test projects.
"""

import json
from collections.abc import Iterable
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from core.export.formats.mlt import add_producer, add_profile, add_properties, frames_of, on_timeline
from core.export.formats.xml_text import Element, child, document
from core.export.handoff import Handoff, HandoffMoment, HandoffOptions, MediaFacts, OutputFile, PlacedMoment
from core.export.marker_text import one_line, text_of, title_of

DOCUMENT_VERSION: Final = "1.1"
_WRITTEN_FOR: Final = "23.04.0"
"""The first version that reads such a project."""
_SEQUENCE_ID: Final = 2
"""In the bin; 1 is not used, folders and clips follow."""
_ROOT: Final = "-1"
_CATEGORIES: Final = (("#3daee9", "Moment"), ("#1cdc9a", "Pick"), ("#da4453", "Reject"))
"""Of markers and guides: colour and name."""
_CATEGORY_OF: Final = {"pick": 1, "reject": 2}
_STARS: Final = 2
"""Kdenlive counts half stars."""
_SEQUENCE_KIND: Final = 17
_AV, _PICTURES = 0, 2
"""Kinds of clips."""
_MIXED: Final[dict[str, str | int]] = {
    "a_track": 0,
    "b_track": 1,
    "mlt_service": "mix",
    "kdenlive_id": "mix",
    "internal_added": 237,
    "always_active": 1,
    "accepts_blanks": 1,
    "sum": 1,
}
"""How the sound of a track is heard; 237 marks what Kdenlive adds by itself and does not show."""


def write_kdenlive(handoff: Handoff, _options: HandoffOptions) -> list[OutputFile]:
    """A project with the moments one after another, picture and sound."""
    return [OutputFile(".kdenlive", document(_Project(handoff).root, ""))]


class _Project:
    def __init__(self, handoff: Handoff) -> None:
        self._handoff = handoff
        self.root = Element("mlt", {"LC_NUMERIC": "C", "version": "7.0.0", "producer": "main_bin", "root": ""})
        self.root.set("title", one_line(handoff.title))
        self._name = _name_of(handoff)
        self._sequence_id = f"{{{self._name}}}"
        self._last = max(0, handoff.frames - 1)
        self._moments: dict[MediaFacts, list[HandoffMoment]] = {}
        for moment in handoff.moments:
            self._moments.setdefault(moment.media, []).append(moment)
        names = dict.fromkeys(self._folder_of(media) for media in self._moments)
        self._folders = {name: _SEQUENCE_ID + number for number, name in enumerate(names, start=1)}
        first = _SEQUENCE_ID + len(self._folders) + 1
        self._numbers = {media: number for number, media in enumerate(self._moments, start=first)}
        self._write()

    def _write(self) -> None:
        add_profile(self.root, self._handoff)
        for media in self._moments:
            self._clip(media)
        self._black()
        sound = [each for each in self._handoff.placed if each.moment.media.has_sound]
        self._track(0, sound, hides="video", is_sound=True)
        self._track(1, self._handoff.placed, hides="audio", is_sound=False)
        self._sequence(sound)
        self._bin()
        player = child(self.root, "tractor", id="tractor2", **{"in": 0, "out": self._last})
        add_properties(player, {"kdenlive:projectTractor": 1})
        child(player, "track", producer=self._sequence_id, **{"in": 0, "out": self._last})

    def _folder_of(self, media: MediaFacts) -> str:
        """The collection of a clip's first moment that has one, else the name of the project."""
        named = (one_line(each.collection) for each in self._moments[media])
        return next((each for each in named if each), one_line(self._handoff.title) or "Selects")

    def _clip(self, media: MediaFacts) -> None:
        number, handoff = self._numbers[media], self._handoff
        producer = add_producer(self.root, media, f"producer{number}", handoff)
        told: dict[str, str | int] = {
            "kdenlive:id": number,
            "kdenlive:control_uuid": f"{{{uuid5(self._name, str(number))}}}",
            "kdenlive:clipname": one_line(media.name),
            "kdenlive:folderid": self._folders[self._folder_of(media)],
            "kdenlive:clip_type": _AV if media.has_sound else _PICTURES,
        }
        if not media.is_still:
            moments = self._moments[media]
            told["kdenlive:clipzones"] = _json(
                {"name": title_of(each), "in": first, "out": last, "rating": _STARS * each.rating}
                for each in moments
                for first, last in [self._zone(each)]
                if first < last  # Kdenlive has no zones of one frame
            )
            told["kdenlive:markers"] = _markers((self._zone(each)[0], each) for each in moments)
        add_properties(producer, told)

    def _zone(self, moment: HandoffMoment) -> tuple[int, int]:
        """First and last frame of a moment without its handles, in frames of the timeline."""
        first, end = (on_timeline(frame, moment.media, self._handoff) for frame in (moment.first, moment.end))
        return first, max(first, end - 1)

    def _black(self) -> None:
        """What is seen where no track has a picture."""
        black = child(self.root, "producer", id="black", **{"in": 0, "out": self._last})
        told: dict[str, str | int] = {
            "length": self._handoff.frames or 1,
            "eof": "continue",
            "resource": "black",
            "mlt_service": "color",
            "kdenlive:playlistid": "black_track",
            "mlt_image_format": "rgba",
            "set.test_audio": 0,
        }
        add_properties(black, told)

    def _track(self, number: int, placed: Iterable[PlacedMoment], *, hides: str, is_sound: bool) -> None:
        playlist = child(self.root, "playlist", id=f"playlist{2 * number}")
        spare = child(self.root, "playlist", id=f"playlist{2 * number + 1}")
        tractor = child(self.root, "tractor", id=f"tractor{number}", **{"in": 0, "out": self._last})
        if is_sound:
            for part in (playlist, spare, tractor):
                add_properties(part, {"kdenlive:audio_track": 1})
        at = 0
        for each in placed:
            if each.start > at:
                child(playlist, "blank", length=each.start - at)
            first, last = frames_of(each, self._handoff)
            clip = self._numbers[each.moment.media]
            entry = child(playlist, "entry", producer=f"producer{clip}", **{"in": first, "out": last})
            add_properties(entry, {"kdenlive:id": clip})
            at = each.stop
        for number_of in (2 * number, 2 * number + 1):
            child(tractor, "track", hide=hides, producer=f"playlist{number_of}")

    def _sequence(self, sound: list[PlacedMoment]) -> None:
        handoff = self._handoff
        sequence = child(self.root, "tractor", id=self._sequence_id, **{"in": 0, "out": self._last})
        groups = [
            {"type": "AVSplit", "children": [_leaf(1, each.start), _leaf(0, each.start)]} for each in sound
        ]  # picture and sound of a moment move together
        told: dict[str, str | int] = {
            "kdenlive:uuid": self._sequence_id,
            "kdenlive:clipname": one_line(handoff.title) or "Selects",
            "kdenlive:sequenceproperties.hasAudio": int(bool(sound)),
            "kdenlive:sequenceproperties.hasVideo": 1,
            "kdenlive:sequenceproperties.activeTrack": 1,
            "kdenlive:sequenceproperties.tracksCount": 2,
            "kdenlive:sequenceproperties.documentuuid": self._sequence_id,
            "kdenlive:sequenceproperties.timecodeOffset": handoff.start.frame,
            "kdenlive:duration": handoff.frames,
            "kdenlive:maxduration": handoff.frames,
            "kdenlive:producer_type": _SEQUENCE_KIND,
            "kdenlive:id": _SEQUENCE_ID,
            "kdenlive:clip_type": _AV,
            "kdenlive:folderid": _ROOT,
            "kdenlive:sequenceproperties.groups": _json(groups),
            "kdenlive:sequenceproperties.guides": _markers(
                (handoff.marked(each)[0], each.moment) for each in handoff.placed
            ),
        }
        add_properties(sequence, told)
        for producer in ("black", "tractor0", "tractor1"):
            child(sequence, "track", producer=producer)
        add_properties(child(sequence, "transition", id="transition0"), _MIXED)

    def _bin(self) -> None:
        playlist = child(self.root, "playlist", id="main_bin")
        folders = {f"kdenlive:folder.{_ROOT}.{number}": name for name, number in self._folders.items()}
        categories = [
            {"color": colour, "comment": name, "index": index} for index, (colour, name) in enumerate(_CATEGORIES)
        ]
        told: dict[str, str | int] = {
            **folders,
            "kdenlive:sequenceFolder": _ROOT,
            "kdenlive:docproperties.documentid": self._name.int % 10**13,
            "kdenlive:docproperties.guidesCategories": _json(categories),
            "kdenlive:docproperties.kdenliveversion": _WRITTEN_FOR,
            "kdenlive:docproperties.uuid": self._sequence_id,
            "kdenlive:docproperties.version": DOCUMENT_VERSION,
            "kdenlive:expandedFolders": ";".join(str(each) for each in self._folders.values()),
            "kdenlive:docproperties.opensequences": self._sequence_id,
            "kdenlive:docproperties.activetimeline": self._sequence_id,
            "xml_retain": 1,
        }
        add_properties(playlist, told)
        child(playlist, "entry", producer=self._sequence_id, **{"in": 0, "out": self._last})
        for number in self._numbers.values():
            child(playlist, "entry", producer=f"producer{number}")


def _name_of(handoff: Handoff) -> UUID:
    """The same for the same timeline: a project that is written again replaces itself."""
    parts = [handoff.title, str(handoff.rate), *(f"{each.media.path}|{each.first}" for each in handoff.moments)]
    return uuid5(NAMESPACE_URL, json.dumps(parts))


def _markers(placed: Iterable[tuple[int, HandoffMoment]]) -> str:
    """A marker for each place: Kdenlive has one at a frame."""
    told: dict[int, tuple[int, list[str]]] = {}
    for at, moment in placed:
        title, text = title_of(moment), text_of(moment)
        comment = text if text.startswith(title) else f"{title}: {text}" if text else title
        told.setdefault(at, (_CATEGORY_OF.get(moment.flag, 0), []))[1].append(comment)
    return _json({"comment": "; ".join(texts), "pos": at, "type": kind} for at, (kind, texts) in told.items())


def _leaf(track: int, at: int) -> dict[str, str]:
    return {"data": f"{track}:{at}", "leaf": "clip", "type": "Leaf"}


def _json(values: Iterable[dict[str, Any]]) -> str:
    return json.dumps(list(values), ensure_ascii=False)
