"""Captions and judgements of moments, and words that the model was taught. Every change tells how to undo it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Final, TypeAlias

from core.errors import QueryError
from core.library.deps import LibraryDeps
from core.library.kept_format import dump_change, load_change
from core.library.kept_rules import content_of, expect_name, stretch_of, stretch_of_moment
from core.values import (
    LONGEST_CAPTION,
    Judgement,
    KeptCaption,
    KeptChange,
    KeptEdit,
    TaughtWord,
    Video,
    WordExample,
    fold,
    in_order_of_time,
    tag_key,
    tidy_sentence,
)

_CHANGED_WORDS: Final = "changed words"
IndexedMoment: TypeAlias = tuple[int, float, float]
"""Id of a clip, start and end in seconds."""


class Annotating:
    """Part of `Library`. Thread: the engine lane.

    Raises: StoreError, where the library is read-only; QueryError, for what cannot be kept.
    """

    _parts: LibraryDeps

    def _video(self, video_id: int) -> Video:
        raise NotImplementedError

    def _write(self, edits: Iterable[KeptEdit]) -> KeptChange:
        raise NotImplementedError

    # ---- captions

    def captions(self) -> list[KeptCaption]:
        """All captions, in the order in which they were written; also of clips that are not in the library now."""
        return self._parts.catalogue.captions()

    def captions_of(self, video_id: int) -> list[KeptCaption]:
        """Captions of a clip's content, from its start to its end; those of the whole clip first."""
        video = self._video(video_id)
        known = [] if video.info is None else self._parts.catalogue.captions([video.info.fingerprint])
        return in_order_of_time(known)

    def captions_by_id(self, caption_ids: Collection[int]) -> list[KeptCaption]:
        """These captions by ascending id. Raises: QueryError, when one of them is gone."""
        found = self._parts.catalogue.captions_by_id(caption_ids)
        if len(found) < len({*caption_ids}) or not found:
            raise QueryError(
                "This caption is no longer kept.", "It may have been removed by another window or command."
            )
        return found

    def add_caption(
        self, video_id: int, text: str, start_s: Fraction | None = None, end_s: Fraction | None = None
    ) -> KeptChange:
        """Write a caption for a moment of a clip, or for the whole clip.

        The text is kept on one line; times are set to frames, as `keep` does. Raises: QueryError, for times that are
        outside of the clip, a text that is empty or too long, and one that this moment has already.
        """
        video = self._video(video_id)
        stretch = stretch_of(video, start_s, end_s)
        made = KeptCaption(
            0, content_of(video), video.path, *stretch, expect_sentence(text, "caption"), self._parts.today_s()
        )
        self._expect_new(made)
        return self._write([KeptEdit("caption", 0, made)])

    def edit_caption(self, caption_id: int, text: str, start_s: Fraction | None, end_s: Fraction | None) -> KeptChange:
        """Give a caption another text, and other in and out points. Raises: as `add_caption`."""
        caption = self.captions_by_id([caption_id])[0]
        if (start_s, end_s) != (caption.start_s, caption.end_s):
            videos = self._parts.catalogue.videos_of([caption.fingerprint])
            if not videos:
                raise QueryError(f"{caption.path.name} is not in the library: in and out stay as they are.")
            start_s, end_s = stretch_of(videos[0], start_s, end_s)
        changed = replace(caption, text=expect_sentence(text, "caption"), start_s=start_s, end_s=end_s)
        self._expect_new(changed)
        return self._write([KeptEdit("caption", caption.id, changed)])

    def remove_captions(self, caption_ids: Collection[int]) -> KeptChange:
        """Remove captions. The clips stay as they are."""
        return self._write([KeptEdit("caption", each.id, None) for each in self.captions_by_id(caption_ids)])

    def _expect_new(self, caption: KeptCaption) -> None:
        for other in self._parts.catalogue.captions([caption.fingerprint]):
            is_same = (other.start_s, other.end_s, fold(other.text)) == (
                caption.start_s,
                caption.end_s,
                fold(caption.text),
            )
            if is_same and other.id != caption.id:
                raise QueryError("This moment has this caption already.")

    # ---- judgements

    def judgements(self) -> list[Judgement]:
        """All judgements, in the order in which they were made."""
        return self._parts.catalogue.judgements()

    def judged_for(self, sentence: str) -> list[Judgement]:
        """Judgements for a sentence, whatever its case."""
        return self._parts.catalogue.judged_for(tidy_sentence(sentence))

    def judge(self, moments: Sequence[IndexedMoment], sentence: str, is_right: bool) -> KeptChange:
        """Say that moments are right, or wrong, for a sentence; earlier judgements of them for it are replaced.

        A moment that was cut a little otherwise, by another model or by indexing again, is the same.
        Raises: QueryError, for a clip that was not read yet, and a sentence that is empty or too long.
        """
        videos = [(self._video(video_id), start_s, end_s) for video_id, start_s, end_s in moments]
        stretches = [(video, stretch_of_moment(video, start_s, end_s)) for video, start_s, end_s in videos]
        return self._judge(stretches, sentence, is_right)

    def judge_stretch(
        self, video_id: int, start_s: Fraction | None, end_s: Fraction | None, sentence: str, is_right: bool
    ) -> KeptChange:
        """The same of a stretch that a person names; both None: the whole clip. Raises: as `keep`."""
        video = self._video(video_id)
        return self._judge([(video, stretch_of(video, start_s, end_s))], sentence, is_right)

    def _judge(
        self, stretches: Sequence[tuple[Video, tuple[Fraction | None, Fraction | None]]], sentence: str, is_right: bool
    ) -> KeptChange:
        sentence = expect_sentence(sentence, "sentence")
        now_s = self._parts.today_s()
        known = self._parts.catalogue.judged_for(sentence)
        edits: dict[tuple[object, ...], KeptEdit] = {}
        for video, stretch in stretches:
            content = content_of(video)
            same = [each for each in known if each.fingerprint == content and each.is_about(*stretch)]
            if (content, *stretch) in edits or [each.is_right for each in same] == [is_right]:
                continue
            id_ = same[0].id if same else 0
            made = Judgement(id_, content, video.path, *stretch, sentence, is_right, now_s)
            edits[content, *stretch] = KeptEdit("judgement", id_, made)
            edits |= {(each.id,): KeptEdit("judgement", each.id, None) for each in same[1:]}
            known = [each for each in known if each not in same]
        return self._write(edits.values())

    def unjudge(self, judgement_ids: Collection[int]) -> KeptChange:
        """Take judgements back. Raises: QueryError, when one of them is gone."""
        found = self._parts.catalogue.judgements_by_id(judgement_ids)
        if len(found) < len({*judgement_ids}) or not found:
            raise QueryError(
                "This judgement is no longer kept.", "It may have been removed by another window or command."
            )
        return self._write([KeptEdit("judgement", each.id, None) for each in found])

    # ---- taught words

    def taught_words(self) -> list[TaughtWord]:
        """All names and words that were taught, in alphabetical order."""
        return self._parts.catalogue.taught_words()

    def clip_example(
        self, video_id: int, start_s: float | Fraction | None = None, end_s: float | Fraction | None = None
    ) -> WordExample:
        """A moment of a clip, or a whole clip, as an example for a word. Raises: as `keep`."""
        video = self._video(video_id)
        return WordExample("clip", content_of(video), video.path, *stretch_of(video, start_s, end_s))

    def picture_example(self, path: Path) -> WordExample:
        """A picture file as an example for a word. Raises: MediaError, when it cannot be read."""
        return WordExample("picture", self._parts.disk.fingerprint(path), path)

    def put_words(self, words: Sequence[TaughtWord]) -> KeptChange:
        """Keep what was taught; their ids, dates and order of vectors do not count.

        A word whose spelling is known, whatever its case, is replaced; what other text towers learned of it stays.
        Raises: QueryError, for a name that is empty, too long or without any letter or digit.
        """
        known = {tag_key(each.text): each for each in self.taught_words()}
        now_s = self._parts.today_s()
        edits: dict[str, KeptEdit] = {}
        for word in words:
            text = _expect_word(word.text)
            same = known.get(tag_key(text))
            vectors = {each.tower_key: each for each in (*(same.vectors if same else ()), *word.vectors)}
            ordered = tuple(vectors[key] for key in sorted(vectors))
            id_ = same.id if same else 0
            made = replace(word, id=id_, text=text, taught_s=now_s, vectors=ordered)
            edits[tag_key(text)] = KeptEdit("word", id_, made)
        return self._write(edits.values())

    def rename_word(self, word_id: int, text: str) -> KeptChange:
        """Give a taught name or word another spelling; what was learned stays. Raises: QueryError, when it is taken."""
        word, text = self._word(word_id), _expect_word(text)
        for other in self.taught_words():
            if tag_key(other.text) == tag_key(text) and other.id != word_id:
                raise QueryError(f"{other.text} has been taught already.", "Choose another name, or remove that one.")
        return self._write([KeptEdit("word", word_id, replace(word, text=text))])

    def remove_words(self, word_ids: Collection[int]) -> KeptChange:
        """Forget taught names and words, with their examples. The clips stay as they are."""
        return self._write([KeptEdit("word", self._word(each).id, None) for each in dict.fromkeys(word_ids)])

    def note_words(self, change: KeptChange) -> None:
        """Remember a change of taught words, so that `undo_words` can undo it after the program has ended."""
        self._parts.catalogue.set_kept_note(_CHANGED_WORDS, dump_change(change))

    def undo_words(self) -> KeptChange:
        """Undo the change that `note_words` remembers. Raises: QueryError, when there is none, or more came since."""
        note = self._parts.catalogue.kept_note(_CHANGED_WORDS)
        if not note:
            raise QueryError("There is no change of names to undo.", "Only the last change can be undone.")
        change, known = load_change(note), {each.id: each for each in self.taught_words()}
        if any(known.get(int(each.key)) != each.row for each in change.after):
            raise QueryError(
                "These names were changed since, so the change before that is not undone.",
                "Rename, remove or teach them instead.",
            )
        undone = self._write(change.before)
        self._parts.catalogue.set_kept_note(_CHANGED_WORDS, "")
        return undone

    def _word(self, word_id: int) -> TaughtWord:
        word = next((each for each in self.taught_words() if each.id == word_id), None)
        if word is None:
            raise QueryError("This name or word is no longer kept.", "It may have been removed by another window.")
        return word


def expect_sentence(text: str, what: str) -> str:
    """A sentence, tidy. Raises: QueryError, for one that is empty or too long."""
    text = tidy_sentence(text)
    if not text:
        raise QueryError(f"The {what} is empty.", "Write what can be seen.")
    if len(text) > LONGEST_CAPTION:
        raise QueryError(
            f"A {what} has at most {LONGEST_CAPTION:,} characters; this one has {len(text):,}.",
            "Shorten it, or split it into several.",
        )
    return text


def _expect_word(text: str) -> str:
    """Raises: QueryError, for what cannot be found in a sentence."""
    text = expect_name(text, "taught word")
    if not any(char.isalnum() for char in text):
        raise QueryError(f"“{text}” has no letter or digit.", "Choose a name that can stand in a sentence.")
    return text
