"""What a library knows of clips saves reading them, and finds those that moved or whose drive is away."""

import time
from dataclasses import replace
from fractions import Fraction

import pytest

from core.errors import UnreadableError
from core.finetune.pairs import DiskLookup, LibraryLookup, PathMemory
from core.values import MediaInfo, Video
from core.values.source_metadata import SourceMetadata
from core.values.timecode import Timecode
from tests.unit.finetune.pairs.lists import check, kinds, make_clips, usable, write


class Probe:
    """Content is what the file holds; counts how often it was asked."""

    def __init__(self):
        self.asked = []

    def __call__(self, path):
        self.asked.append(path)
        text = path.read_text()
        if text.startswith("broken"):
            raise UnreadableError(path, f"{path.name} is damaged.")
        return info(path, text)


def info(path, content, length_s=10.0, frames=250):
    size = path.stat().st_size if path.exists() else 1
    return MediaInfo(path, size, 0, length_s, Fraction(25), 8, 8, 0, "x", frames, content)


def video(number, path, state="ready"):
    stat = path.stat() if path.exists() else None
    content = path.read_text() if path.exists() else path.name
    found = info(path, content)
    return Video(
        number, 1, path, stat.st_size if stat else 1, stat.st_mtime_ns if stat else 0, time.time(), state, info=found
    )


def library(videos, indexed=None, probe=None, memory=None):
    known = {each.info.fingerprint for each in videos} if indexed is None else indexed
    return LibraryLookup(videos, known, DiskLookup(probe or Probe()), memory)


def test_it_is_said_whether_a_clip_is_not_indexed_yet_or_not_in_the_library(tmp_path):
    clips = make_clips(tmp_path, "here.mp4", "away.mp4")
    source = write(tmp_path / "l.csv", "file,caption\nhere.mp4,one\naway.mp4,two")
    checked = check(source, lookup=library([video(1, clips[0])], indexed=set()))
    assert kinds(checked) == ["not_indexed", "not_indexed"]
    assert ["not in the library" in each.message for each in checked.problems] == [False, True]


def test_clips_of_the_library_are_not_read_again(tmp_path):
    clips, probe = make_clips(tmp_path, "a.mp4", "b.mp4"), Probe()
    lookup = library([video(1, clips[0])], probe=probe)
    checked = check(
        write(tmp_path / "l.csv", "file,caption\na.mp4,one\na.mp4,two\nb.mp4,three\nb.mp4,four"), lookup=lookup
    )
    assert probe.asked == [clips[1]]
    assert kinds(checked) == ["not_indexed", "not_indexed"]
    assert len(usable(checked)) == 2


def test_a_clip_that_changed_since_is_read_again(tmp_path):
    (clip,) = make_clips(tmp_path, "a.mp4")
    lookup = library([video(1, clip)])
    clip.write_text("something else, and longer")
    assert not lookup.facts(clip).is_indexed


def test_a_copy_outside_of_the_library_is_indexed_by_its_content(tmp_path):
    clip, copy = make_clips(tmp_path, "a.mp4", "elsewhere/copy.mp4")
    copy.write_text(clip.read_text())
    assert library([video(1, clip)]).facts(copy).is_indexed


def test_a_clip_whose_drive_is_away_takes_part_by_its_stored_vectors(tmp_path):
    away = tmp_path / "drive" / "a.mp4"
    lookup = library([video(1, away, "offline")])
    source = write(tmp_path / "l.csv", f"file,caption\n{away},a dog")
    assert [pair[1] for pair in usable(check(source, lookup=lookup))] == ["a dog"]
    assert kinds(check(source, lookup=lookup, needs_index=False)) == ["missing"]
    assert kinds(check(source, lookup=library([video(1, away, "offline")], indexed=()))) == ["missing"]


def test_a_clip_that_moved_is_found_by_its_content_under_another_name(tmp_path):
    (old,) = make_clips(tmp_path, "card/C0001.mp4")
    source = write(tmp_path / "lists" / "l.csv", f"file,caption\n{old},a dog")
    memory = PathMemory(tmp_path / "home" / "paths.json")
    assert usable(check(source, lookup=library([video(1, old)], memory=memory)))
    memory.save()
    new = tmp_path / "archive" / "interview.mp4"
    new.parent.mkdir()
    old.rename(new)
    for known, problems in ((None, ["missing"]), (PathMemory(tmp_path / "home" / "paths.json"), [])):
        checked = check(source, lookup=library([video(1, new)], memory=known))
        assert kinds(checked) == problems
    assert [pair.path for pair in checked.pairs] == [new]


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'{"a": 1}', b"\xff\xfe\x00", b"[" * 100_000])
def test_a_damaged_memory_is_an_empty_one(tmp_path, raw):
    (tmp_path / "paths.json").write_bytes(raw)
    memory = PathMemory(tmp_path / "paths.json")
    assert memory.content_of(tmp_path / "a") == ""
    memory.note(tmp_path / "a", "x")
    memory.save()
    assert PathMemory(tmp_path / "paths.json").content_of(tmp_path / "a") == "x"


def test_a_name_in_another_folder_of_the_library_is_found(tmp_path):
    (clip,) = make_clips(tmp_path / "library", "day 4/A001.mp4")
    source = write(tmp_path / "lists" / "l.csv", "file,caption\nZ:\\old\\a001.MP4,a dog")
    assert [pair.path for pair in check(source, lookup=library([video(1, clip)])).pairs] == [clip]


def test_a_damaged_file_says_why(tmp_path):
    (clip,) = make_clips(tmp_path, "a.mp4")
    clip.write_text("broken")
    checked = check(write(tmp_path / "l.csv", "file,caption\na.mp4,a dog"), lookup=library([]))
    assert kinds(checked) == ["unreadable"]
    assert "is damaged" in checked.problems[0].hint


def test_missing_files_are_never_asked_of_the_decoder(tmp_path):
    probe = Probe()
    rows = "\n".join(f"gone {n}.mp4,caption {n}" for n in range(50))
    checked = check(write(tmp_path / "l.csv", f"file,caption\n{rows}"), lookup=DiskLookup(probe))
    assert probe.asked == []
    assert kinds(checked) == ["missing"] * 50


@pytest.mark.footage
def test_the_captions_of_real_clips_are_read_and_split_by_clip(footage):
    """180 captions of 60 clips, by a table with video_id, file and caption."""

    class Known:
        def facts(self, path):
            return DiskLookup(lambda p: info(p, p.name)).facts(path)

        def moved(self, path):
            return None

        def named(self, name):
            return ()

    checked = check(footage / "captions.csv", lookup=Known(), needs_index=False)
    assert len(checked.pairs) == 180
    assert kinds(checked) == []
    clips = {}
    for pair, split in zip(checked.pairs, checked.splits, strict=True):
        clips.setdefault(pair.path, set()).add(split)
    assert len(clips) == 60
    assert all(len(splits) == 1 for splits in clips.values())
    assert {split for splits in clips.values() for split in splits} == {"train", "validation", "test"}
    assert [each.is_enough for each in checked.advice] == [False, True, False, False]
    timed = check(footage / "moments.csv", lookup=Known(), needs_index=False)
    assert timed.pairs
    assert all(pair.end_s is not None for pair in timed.pairs)


@pytest.mark.parametrize(
    ("start", "end"),
    [("10:00:01:00", "10:00:02:12"), ("TC 10:00:01:00", "TC 10:00:02:12"), ("00:00:01:00", "00:00:02:12")],
)
def test_timecode_is_that_of_the_file_where_it_lies_in_it(tmp_path, start, end):
    (clip,) = make_clips(tmp_path, "a.mp4")
    found = video(1, clip)
    source = SourceMetadata(start=Timecode.parse("10:00:00:00", Fraction(25)))
    lookup = library([replace(found, info=replace(found.info, source=source))])
    checked = check(write(tmp_path / "l.csv", f"file,start,end,caption\na.mp4,{start},{end},a dog"), lookup=lookup)
    assert usable(checked) == [("a.mp4", "a dog", Fraction(1), Fraction(62, 25))]
