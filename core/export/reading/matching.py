"""Finds the clips of the library that a timeline names, and the frames that it means."""

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final, Literal

from core.export.gathering import best_copy, frame_of, media_of
from core.export.handoff import HandoffOptions, MediaFacts
from core.export.path_mapping import PathMapping, name_of, unmapped
from core.export.reading.foreign import ForeignMoment, ForeignTimeline
from core.sentences import sentence
from core.values import Timecode, Video, contains, fold

MatchedBy = Literal["chosen", "content", "path", "name", "stem", "reel"]
UnmatchedKind = Literal["unknown_clip", "ambiguous", "unread", "outside", "bad_time", "no_name"]
_DAY_S: Final = 86400
_SLACK_FRAMES: Final = 1
"""A moment may reach so far over the end of a clip: lengths are rounded."""


@dataclass(frozen=True, slots=True)
class MatchedMoment:
    """A stretch of a clip of the library. Units: exact seconds on the player's clock; both None: the whole clip."""

    video: Video
    start_s: Fraction | None
    end_s: Fraction | None
    note: str
    by: MatchedBy
    where: str


@dataclass(frozen=True, slots=True)
class UnmatchedMoment:
    """What could not be found here, and why."""

    kind: UnmatchedKind
    name: str
    where: str
    why: str
    """A sentence."""


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import will keep. Nothing is kept yet."""

    title: str
    moments: tuple[MatchedMoment, ...]
    unmatched: tuple[UnmatchedMoment, ...]
    notes: tuple[str, ...] = ()


class _NoMatchError(Exception):
    def __init__(self, kind: UnmatchedKind, why: str) -> None:
        super().__init__(why)
        self.kind, self.why = kind, why


def match_timeline(
    timeline: ForeignTimeline,
    videos: Sequence[Video],
    mappings: Sequence[PathMapping] = (),
    folders: Sequence[Path] = (),
    chosen: Mapping[str, Path] | None = None,
) -> ImportPlan:
    """Find each clip by content, path, name or reel, and its frames by the clock that the file counts by.

    `folders`: where several clips could be meant, those that lie in these. `chosen`: which clip of the library a person
    means by a name, as `UnmatchedMoment` has it.
    """
    each = match_each(timeline, videos, mappings, folders, chosen)
    matched = tuple(one for one in each if isinstance(one, MatchedMoment))
    unmatched = tuple(one for one in each if isinstance(one, UnmatchedMoment))
    return ImportPlan(timeline.title, matched, unmatched, timeline.notes)


def match_each(
    timeline: ForeignTimeline,
    videos: Sequence[Video],
    mappings: Sequence[PathMapping] = (),
    folders: Sequence[Path] = (),
    chosen: Mapping[str, Path] | None = None,
) -> list[MatchedMoment | UnmatchedMoment]:
    """The same, one for each moment, in their order."""
    finder = _Finder(videos, mappings, folders, chosen or {})
    found = list[MatchedMoment | UnmatchedMoment]()
    for moment in timeline.moments:
        try:
            found.append(finder.match(moment))
        except _NoMatchError as error:
            found.append(UnmatchedMoment(error.kind, moment.name or moment.path, moment.where, error.why))
    return found


class _Finder:
    """The clips of the library by all that a timeline may call them."""

    def __init__(
        self,
        videos: Sequence[Video],
        mappings: Sequence[PathMapping],
        folders: Sequence[Path],
        chosen: Mapping[str, Path],
    ) -> None:
        self._mappings, self._folders, self._chosen = mappings, folders, chosen
        self._by_content: dict[str, list[Video]] = defaultdict(list)
        self._by_path: dict[str, list[Video]] = defaultdict(list)
        self._by_name: dict[str, list[Video]] = defaultdict(list)
        self._by_stem: dict[str, list[Video]] = defaultdict(list)
        self._by_reel: dict[str, list[Video]] = defaultdict(list)
        self._media: dict[int, MediaFacts] = {}
        for video in videos:
            name = video.path.name
            self._by_path[_key(str(video.path))].append(video)
            self._by_name[_key(name)].append(video)
            self._by_stem[_key(video.path.stem)].append(video)
            if video.info is None:
                continue
            self._by_content[video.info.fingerprint].append(video)
            if video.info.source is not None and video.info.source.reel:
                self._by_reel[_key(video.info.source.reel)].append(video)

    def match(self, moment: ForeignMoment) -> MatchedMoment:
        """Raises: _NoMatchError."""
        by, found = self._candidates(moment)
        if all(each.info is None for each in found):
            raise _NoMatchError("unread", sentence("The clip has not been read yet. Import again once it is indexed."))
        fits, why = list[tuple[Video, Fraction | None, Fraction | None]](), list[_NoMatchError]()
        for video in found:
            try:
                fits.append((video, *self._span(moment, video)))
            except _NoMatchError as error:
                why.append(error)
        if not fits:
            raise why[0]
        contents = {each.info.fingerprint for each, _, _ in fits if each.info is not None}
        if len(contents) > 1:
            fits = [fit for fit in fits if self._is_chosen(fit[0].path)] or fits
            contents = {each.info.fingerprint for each, _, _ in fits if each.info is not None}
        if len(contents) > 1:
            fits = self._nearest(moment, fits)
            contents = {each.info.fingerprint for each, _, _ in fits if each.info is not None}
        if len(contents) > 1:
            places = ", ".join(sorted(str(each.path.parent) for each, _, _ in fits)[:3])
            why_not = sentence("{clips} clips could be meant, in {places}.", clips=len(contents), places=places)
            raise _NoMatchError("ambiguous", why_not)
        chosen = best_copy(video for video, _, _ in fits)
        video, start_s, end_s = next(fit for fit in fits if fit[0] == chosen)
        return MatchedMoment(video, start_s, end_s, moment.note, by, moment.where)

    def _candidates(self, moment: ForeignMoment) -> tuple[MatchedBy, list[Video]]:
        path = unmapped(moment.path, self._mappings) if moment.path else ""
        name = name_of(path) if path else moment.name
        if not (name or moment.reel or moment.fingerprint):
            raise _NoMatchError("no_name", sentence("It does not say which clip it is of."))
        names = list(dict.fromkeys(_key(each) for each in (name, moment.name) if each))
        chosen = self._chosen.get(moment.name or moment.path)
        ways: list[tuple[MatchedBy, list[Video]]] = [
            ("chosen", self._by_path.get(_key(str(chosen)), []) if chosen is not None else []),
            ("content", self._by_content.get(moment.fingerprint, []) if moment.fingerprint else []),
            ("path", self._by_path.get(_key(path), []) if path else []),
            *(("name", self._by_name.get(each, [])) for each in names),
            *(("stem", self._by_stem.get(_key(Path(each).stem), [])) for each in names),
            *(("stem", self._by_stem.get(each, [])) for each in names),
            ("reel", self._by_reel.get(_key(moment.reel), []) if moment.reel else []),
        ]
        for by, found in ways:
            if found:
                return by, found
        if moment.path == path:
            raise _NoMatchError("unknown_clip", sentence("The library has no clip of this name."))
        raise _NoMatchError("unknown_clip", sentence("The library has no clip of this name (as {path}).", path=path))

    def _is_chosen(self, path: Path) -> bool:
        return any(contains(folder, path) for folder in self._folders)

    def _nearest(
        self, moment: ForeignMoment, fits: list[tuple[Video, Fraction | None, Fraction | None]]
    ) -> list[tuple[Video, Fraction | None, Fraction | None]]:
        """Those whose folders are most like the path that the file has."""
        parts = [_key(each) for each in moment.path.replace("\\", "/").split("/") if each][:-1][::-1]
        scores = []
        for fit in fits:
            own = [_key(each) for each in fit[0].path.parts][:-1][::-1]
            same = 0
            for mine, theirs in zip(own, parts, strict=False):
                if mine != theirs:
                    break
                same += 1
            scores.append(same)
        best = max(scores)
        return [fit for fit, score in zip(fits, scores, strict=True) if score == best] if best else fits

    def _span(self, moment: ForeignMoment, video: Video) -> tuple[Fraction | None, Fraction | None]:
        """In and out on the player's clock. Raises: _NoMatchError."""
        info = video.info
        if info is None:
            raise _NoMatchError("unread", sentence("The clip has not been read yet. Import again once it is indexed."))
        if moment.start is None or moment.end is None or info.is_still:
            return None, None
        media = self._media.get(video.id) or media_of(video, info, HandoffOptions())[0]
        self._media[video.id] = media
        first, end = _frames(moment, media)
        if first < 0 or first >= media.frames or end > media.frames + _SLACK_FRAMES:
            why = sentence(
                "Its in and out are outside of the clip, which runs from {start} to {end}.",
                start=media.label(0),
                end=media.label(media.frames),
            )
            raise _NoMatchError("outside", why)
        end = min(end, media.frames)
        if first == 0 and end == media.frames:
            return None, None
        return first / media.rate, end / media.rate


def _frames(moment: ForeignMoment, media: MediaFacts) -> tuple[int, int]:
    """First frame, and the one after the last. Raises: _NoMatchError."""
    if moment.clock == "label":
        return _labelled(str(moment.start), str(moment.end), moment, media)
    start, end = Fraction(moment.start or 0), Fraction(moment.end or 0)
    if moment.clock == "timecode":
        origin = media.start.frame / media.rate
        length = end - start
        if media.has_timecode and start < origin:  # it began again at midnight
            start += _DAY_S if start + _DAY_S - origin <= media.frames / media.rate else 0
        start -= origin
        end = start + length
    first = frame_of(start, media.rate) if start >= 0 else -1
    return first, max(frame_of(end, media.rate, is_end=True), first + 1)


def _labelled(start: str, end: str, moment: ForeignMoment, media: MediaFacts) -> tuple[int, int]:
    """Frames of labels: by the clip's own counting where it has timecode, else by that of the file."""
    drop = media.start.drop if media.has_timecode or moment.drop is None else moment.drop
    zero = Timecode(media.start.frame, media.rate, media.start.drop)
    try:
        labels = [Timecode.parse(each, media.rate, drop and _can_drop(media)) for each in (start, end)]
    except ValueError as error:
        raise _NoMatchError("bad_time", str(error)) from error
    origin = zero if zero.drop == labels[0].drop else Timecode.parse(str(zero), media.rate, labels[0].drop)
    first = labels[0].frames_since(origin)
    return first, first + max(1, labels[1].frames_since(labels[0]))


def _can_drop(media: MediaFacts) -> bool:
    return media.rate.denominator == 1001 and media.start.base % 30 == 0


def _key(text: str) -> str:
    """Names are the same whatever the case, and however accents are encoded."""
    return unicodedata.normalize("NFC", fold(text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")))
