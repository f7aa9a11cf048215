"""Text and subtitles beside clips."""

from fractions import Fraction

import pytest

from tests.unit.finetune.pairs.lists import check, kinds, make_clips, usable, write

VTT = """WEBVTT - a title

STYLE
::cue { color: red }

opening scene
00:01.000 --> 00:02.500 align:start
<b>a dog</b> &amp; a cat
on a <c.yellow>sofa</c>

NOTE nobody sees this

00:00:03.000 --> 00:00:04.000
a bird
"""
SRT = "1\n00:00:01,000 --> 00:00:02,500\n<i>a dog</i> & a cat\non a sofa\n\n2\n00:00:03,000 --> 00:00:04,000\na bird\n"
CUES = [
    ("a.mp4", "a dog & a cat on a sofa", Fraction(1), Fraction(5, 2)), ("a.mp4", "a bird", Fraction(3), Fraction(4)),
]  # fmt: skip


def test_each_line_of_a_text_file_is_a_caption_of_the_clip_beside_it(tmp_path):
    make_clips(tmp_path, "deep/a.MOV", "b.mp4")
    write(tmp_path / "deep" / "a.txt", "a dog\r\n\r\nan animal\r\n", "utf-16")
    write(tmp_path / "b.mp4.txt", "a cat")
    assert usable(check(tmp_path)) == [
        ("b.mp4", "a cat", None, None), ("a.MOV", "a dog", None, None), ("a.MOV", "an animal", None, None),
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), [("a.vtt", VTT), ("a.srt", SRT), ("a.en.srt", SRT.replace("\n", "\r\n"))])
def test_each_cue_of_subtitles_is_a_pair_with_its_times(tmp_path, name, text):
    make_clips(tmp_path, "a.mp4")
    sidecar = write(tmp_path / name, text)
    assert usable(check(tmp_path)) == CUES
    assert usable(check(sidecar)) == CUES


def test_a_text_file_given_alone_is_a_sidecar_or_a_list(tmp_path):
    make_clips(tmp_path, "a.mp4")
    assert usable(check(write(tmp_path / "a.txt", "a dog"))) == [("a.mp4", "a dog", None, None)]
    assert usable(check(write(tmp_path / "list.txt", "a.mp4\ta cat"))) == [("a.mp4", "a cat", None, None)]


def test_video_goes_before_a_still_of_the_same_name(tmp_path):
    make_clips(tmp_path, "a.jpg", "a.mp4")
    write(tmp_path / "a.txt", "a dog")
    assert [pair[0] for pair in usable(check(tmp_path))] == ["a.mp4"]


def test_what_cannot_be_read_is_told(tmp_path):
    make_clips(tmp_path, "a.mp4", "b.mp4", "c.mp4")
    write(tmp_path / "a.srt", "this is no subtitle file")
    write(tmp_path / "b.srt", SRT.replace("00:00:03,000", "0x:00:03"))
    write(tmp_path / "c.txt", "")
    write(tmp_path / "lost.txt", "a caption of nothing")
    checked = check(tmp_path)
    assert [pair[0] for pair in usable(checked)] == ["b.mp4"]
    assert sorted(kinds(checked)) == ["missing", "row", "row", "row"]


def test_a_folder_with_a_list_is_read_by_its_list(tmp_path):
    make_clips(tmp_path, "a.mp4")
    write(tmp_path / "captions.csv", "file,caption\na.mp4,a dog")
    write(tmp_path / "cuts.csv", "file,time_s\na.mp4,2")
    checked = check(tmp_path)
    assert usable(checked) == [("a.mp4", "a dog", None, None)]
    assert kinds(checked) == []


def test_a_folder_without_captions_is_told(tmp_path):
    make_clips(tmp_path, "a.mp4")
    assert kinds(check(tmp_path)) == ["row"]
    assert kinds(check(tmp_path / "nowhere")) == ["row"]
