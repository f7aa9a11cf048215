"""What a card of the grid says: a video, or a moment of a video, as words and times. No Qt."""

from dataclasses import dataclass
from pathlib import Path

from core.values import (
    Answer,
    Explanation,
    Hit,
    Segment,
    Video,
    largest,
    print_units,
    timecode,
)
from ui import safe_text
from ui.browse.judgements import judgement_text, relevance_text
from ui.browse.rank_comparison import RankComparison
from ui.browse.stacks import StackPlace
from ui.translate import translate
from ui.widgets import amounts, formatting, points
from ui.widgets.score_words import part_label

ABSENT = frozenset({"missing", "offline"})
"""States of videos whose file is not there now."""
UNPLAYABLE = ABSENT | {"failed"}


@dataclass(frozen=True, slots=True, eq=False)
class Card:
    """One cell of the grid. `hit` is None while browsing; `explanation` comes after its hit was seen."""

    video: Video
    hit: Hit | None = None
    explanation: Explanation | None = None
    rank_comparison: RankComparison | None = None
    """Where it stands, when two models were asked."""
    in_spreads: bool = False
    """True when its score is made of several, and says how far they lie above chance (`Answer.in_spreads`)."""
    later: tuple[Explanation, ...] = ()
    """Of later steps of the query (`Hit.then`); they come after their hit was seen."""
    stack: StackPlace | None = None
    """Where it stands among near-identical takes."""
    is_right: bool | None = None
    """Whether it was called right or wrong for this search; None: neither."""

    @property
    def key(self) -> tuple[int, int]:
        """Video id and segment id (0 for whole videos): survives every refresh."""
        return self.video.id, self.hit.segment.id if self.hit is not None else 0

    @property
    def has_content(self) -> bool:
        """True once the clip was read, so that something can be kept of it."""
        return self.video.info is not None and bool(self.video.info.fingerprint)

    @property
    def relevance(self) -> str:
        """The user's judgement of it for this search; empty for none."""
        return "" if self.is_right is None else relevance_text(self.is_right)

    @property
    def best_s(self) -> float:
        """The frame to show: where the named phrases add most; a third in for whole videos."""
        if self.explanation is not None:
            return self.explanation.best_s
        if self.hit is not None:
            return middle_frame_s(self.hit.segment)
        return self.video.info.duration_s / 3 if self.video.info is not None else 0.0

    @property
    def stack_badge(self) -> str:
        """How many takes it stands for, or which of them it is; empty for one that stands alone."""
        if self.stack is None:
            return ""
        if not self.stack.is_lead:
            text = (
                translate("Browse", "Moment {number} of {count}")
                if self.stack.is_of_clip
                else translate("Browse", "Take {number} of {count}")
            )
            return text.format(number=self.stack.number, count=self.stack.count)
        sign = (
            "\N{BLACK DOWN-POINTING SMALL TRIANGLE}"
            if self.stack.is_open
            else "\N{BLACK RIGHT-POINTING SMALL TRIANGLE}"
        )
        return f"{sign} {self._stacked}"

    @property
    def _stacked(self) -> str:
        """How many, of what."""
        assert self.stack is not None
        return amounts.moments(self.stack.count) if self.stack.is_of_clip else amounts.takes(self.stack.count)

    @property
    def stack_words(self) -> str:
        """The same in words, and whether the stack is open."""
        if self.stack is None:
            return ""
        if not self.stack.is_lead:
            return self.stack_badge
        takes = self._stacked
        text = (
            translate("Browse", "Open stack of {takes}")
            if self.stack.is_open
            else translate("Browse", "Stack of {takes}")
        )
        return text.format(takes=takes)

    @property
    def later_s(self) -> tuple[float, ...]:
        """The frames of later steps; empty where the moment stands alone, or is not known to show them apart."""
        if self.hit is None or not self.hit.then:
            return ()
        if self.later:
            return tuple(each.best_s for each in self.later)
        is_one = all(each.id == self.hit.segment.id for each in self.hit.then)
        return () if is_one else tuple(middle_frame_s(each) for each in self.hit.then)

    @property
    def times(self) -> str:
        """The timecode; of a joined result the times of its steps: 0:04 → 0:09, to the frame within one second."""
        if not self.later_s or not self.timecode:
            return self.timecode
        steps_s = (self.best_s, *self.later_s)
        times = [formatting.duration(time_s) for time_s in steps_s]
        if len(set(times)) < len(times):
            times = [points.bare_point(self.video.info, time_s) for time_s in steps_s]
        return " → ".join(times)

    @property
    def joined(self) -> str:
        """Where later steps are, in a sentence; empty without any."""
        if not self.later_s:
            return ""
        times = ", ".join(points.point(self.video.info, time_s) for time_s in self.later_s)
        return translate("Browse", "then at {times}").format(times=times)

    @property
    def name(self) -> str:
        """The file's name."""
        return safe_text.name_of(self.video.path)

    @property
    def badge(self) -> str:
        """Duration of the video; a still picture has none and says so."""
        info = self.video.info
        return (
            ""
            if info is None
            else translate("Browse", "Still")
            if info.is_still
            else formatting.duration(info.duration_s)
        )

    @property
    def detail(self) -> str:
        """Folder, rate and size; of a video that is not there, why."""
        info = self.video.info
        if self.video.state in ABSENT:
            return safe_text.printable(self.video.note) or formatting.state(self.video.state)
        parts = [safe_text.name_of(self.video.path.parent)]
        if info is not None:
            parts += ["" if info.is_still else formatting.rate(info), formatting.frame_size(info)]
        return " · ".join(part for part in parts if part)

    @property
    def is_fast(self) -> bool:
        """True when the video can be indexed again more exactly."""
        return is_fast(self.video)

    @property
    def trouble(self) -> str:
        """Why there is nothing to see."""
        if self.video.state not in UNPLAYABLE:
            return ""
        return safe_text.printable(self.video.note) or formatting.state(self.video.state)

    @property
    def timecode(self) -> str:
        """Of the best frame, recorded or from the start of the file (`points.point`); a still picture has none."""
        return points.point(self.video.info, self.best_s)

    @property
    def aspect(self) -> float:
        """Width by height as displayed."""
        info = self.video.info
        return info.width_px / info.height_px if info is not None and info.height_px else 16 / 9

    @property
    def tooltip(self) -> str:
        """Full path, then the raw score, then what is damaged."""
        lines = [safe_text.printable(self.video.path)]
        if self.stack is not None:
            how = translate("Browse", "{stack}. E opens and closes it.") if self.stack.is_lead else "{stack}"
            lines.append(how.format(stack=self.stack_words))
        if self.rank_comparison is not None:
            lines.append(self.rank_comparison.words)
        if self.hit is not None:
            text = (
                translate("Browse", "{strength} match, {score} above chance{seen_by}")
                if self.in_spreads
                else translate("Browse", "{strength} match, score {score}{seen_by}")
            )
            strength = formatting.strength(self.hit.strength)
            score = amounts.number(self.hit.score, 2 if self.in_spreads else 3)
            lines.append(text.format(strength=strength, score=score, seen_by=self._seen_by))
            lines += [f"{self.timecode}, {self.joined}"] if self.joined else []
            lines += self._judged_lines()
            lines += [
                translate("Browse", "Same content: {path}").format(path=safe_text.printable(copy.path))
                for copy in self.hit.copies
            ]
        marks = formatting.marks(self.video.marks)
        lines += [line for line in (marks, self.video.note, formatting.looked(self.video.info)) if line]
        return safe_text.tip("\n".join(lines))

    def _judged_lines(self) -> list[str]:
        """Whether it was liked, or called right or wrong, and what likes add to its score."""
        if self.hit is None:
            return []
        said = [judgement_text(self.hit.judged)] if self.hit.judged is not None else []
        said += [self.relevance] if self.relevance else []
        if self.hit.likes:
            figure = amounts.number(self.hit.likes, 2, signed=True)
            said.append(translate("Browse", "Likes and dislikes: {figure}").format(figure=figure))
        return said

    @property
    def spoken(self) -> str:
        """For screen readers."""
        if self.hit is None:
            browsed = self.name, self.badge, self.trouble or self.detail, formatting.marks(self.video.marks)
            return ", ".join(part for part in browsed if part)
        rank_comparison = self.rank_comparison.words if self.rank_comparison is not None else ""
        judged = judgement_text(self.hit.judged) if self.hit.judged is not None else ""
        said = (
            self.name,
            self.found,
            self.joined,
            self.stack_words,
            judged,
            self.relevance,
            formatting.marks(self.video.marks),
            rank_comparison,
        )
        return ", ".join(part for part in said if part)

    @property
    def _seen_by(self) -> str:
        """Whose score it is, in a ranking fused of several models."""
        fusion = self.hit.fusion if self.hit is not None else None
        return _with_model(fusion.seen_by) if fusion is not None else ""

    @property
    def found(self) -> str:
        """How well the moment meets the question, and where."""
        if self.hit is None:
            return ""
        where = translate("Browse", " at {timecode}").format(timecode=self.timecode) if self.timecode else ""
        return translate("Browse", "{strength} match{seen_by}{where}").format(
            strength=formatting.strength(self.hit.strength), seen_by=self._seen_by, where=where
        )


def is_fast(video: Video) -> bool:
    """True when the clip can be indexed again more exactly."""
    return video.info is not None and video.info.looked == "fast"


def middle_frame_s(segment: Segment) -> float:
    """The sampled frame in the middle: stands for a moment until its explanation is known."""
    times = segment.frame_times_s
    return times[len(times) // 2] if times else segment.start_s


def verdict(answer: Answer) -> str:
    """How good the answer is as a whole: an empty or weak one says so instead of looking like a find."""
    if not answer.hits:
        return (
            (
                translate("Browse", "No clips are indexed yet.")
                if answer.query.filter.is_empty
                else translate("Browse", "No clips here are indexed yet.")
            )
            if not answer.searched_segments
            else translate("Browse", "No matching moments.")
        )
    if answer.fused:
        return translate("Browse", "Combined ranking")
    if not answer.is_judged:
        return translate("Browse", "The {moments} that match best. How well they match is not known yet.").format(
            moments=amounts.moments(len(answer.hits))
        )
    near = sum(hit.strength != "weak" for hit in answer.hits)
    if near == 0 and len(answer.hits) == 1:
        return translate("Browse", "No close matches. The nearest is below.")
    if near == 0:
        return translate("Browse", "No close matches. The {number} nearest are below.").format(
            number=formatting.count(len(answer.hits))
        )
    weak, close = len(answer.hits) - near, amounts.close_matches(near)
    if any(not like.muted for like in answer.query.likes):  # they stand where the likes put them
        return translate("Browse", "{close}, ordered by likes").format(close=close)
    if answer.is_cut:  # there are more than these, of the last kind that is listed
        return (
            translate("Browse", "{close}, then {number} of the weaker ones").format(
                close=close, number=formatting.count(weak)
            )
            if weak
            else translate("Browse", "First {close}").format(close=close)
        )
    return close + (translate("Browse", ", then {number} weaker").format(number=formatting.count(weak)) if weak else "")


def is_nothing_close(answer: Answer) -> bool:
    """True where `verdict` says so of what is listed."""
    return bool(answer.hits) and answer.is_judged and all(hit.strength == "weak" for hit in answer.hits)


def _with_model(name: str) -> str:
    return translate("Browse", " with {seen_by}").format(seen_by=formatting.model(name))


def why(hit: Hit, explanation: Explanation) -> str:
    """The line under the player: how close the match is, and which row of the evidence adds most."""
    by = _with_model(hit.fusion.seen_by) if hit.fusion is not None else ""
    said = reason(hit.video, explanation)
    return f"{formatting.strength(hit.strength)}{by}{f': {said}' if said else '.'}"


def reason(video: Video, explanation: Explanation) -> str:
    """Which part of the question adds most and where, by the rows of the evidence as they are printed.

    Only a model with centres splits its score; of another one it can be said which phrase fits best by itself.
    """
    parts, wanted = explanation.parts(), explanation.wanted_phrases
    phrases = [part for part in parts if part.kind == "phrase" and part.phrase in wanted]
    at = points.point(video.info, explanation.best_s)
    if explanation.is_by_example:
        if not at:
            return translate("Browse", "it looks like the example.")
        return translate("Browse", "it looks like the example, most at {at}.").format(at=at)
    if not phrases:
        return translate("Browse", "the frame at {at} adds most.").format(at=at) if at else ""
    named, first = largest(phrases), largest(parts)
    at = points.point(video.info, explanation.times_s[named.best_frame])
    where, figure = (
        translate("Browse", ", at {at}").format(at=at) if at else "",
        amounts.decimal(print_units(named.total, signed=True)),
    )
    if not explanation.adds_up:
        return translate("Browse", "“{label}” fits best ({figure} on its own){where}.").format(
            label=named.label, figure=figure, where=where
        )
    of = translate("Browse", "of {score}").format(score=amounts.decimal(print_units(explanation.total)))
    if first is named:
        return translate("Browse", "“{label}” adds most ({figure} {of}){where}.").format(
            label=named.label, figure=figure, of=of, where=where
        )
    most = translate("Browse", "the {label} adds most ({share} {of})").format(
        label=part_label(first), share=amounts.decimal(print_units(first.total, signed=True)), of=of
    )
    if named.total <= 0:
        return translate("Browse", "{most}; no phrase adds to the score.").format(most=most)
    return translate("Browse", "{most}; of the phrases, “{label}” ({figure}){where}.").format(
        most=most, label=named.label, figure=figure, where=where
    )


def facts(video: Video) -> str:
    """1920 × 1080 · H.264 · 25 fps · 00:00:30:04 · 12 MB."""
    info = video.info
    parts = [formatting.size(video.size_bytes)]
    if info is not None:
        turned = (
            translate("Browse", ", rotated {rotation_deg}°").format(rotation_deg=info.rotation_deg)
            if info.rotation_deg
            else ""
        )
        size = f"{info.width_px} × {info.height_px}{turned}"
        length = (
            [translate("Browse", "still picture")]
            if info.is_still
            else [formatting.rate(info), timecode(info.duration_s, info.fps)]
        )
        parts = [size, formatting.codec(info), *length, *parts]
    return " · ".join(parts)


def place(video: Video) -> str:
    """Its folder, the home folder as ~."""
    return _short(video.path.parent)


def _short(path: Path) -> str:
    """The path with the home folder as ~."""
    try:
        return safe_text.printable(f"~/{path.relative_to(Path.home())}")
    except ValueError:
        return safe_text.printable(path)
