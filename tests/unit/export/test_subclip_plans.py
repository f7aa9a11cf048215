"""Subclips as files: names, problems, one bad clip among good ones, and nothing half left behind."""

from fractions import Fraction
from pathlib import Path

import pytest

from c2v_desktop.format.subclip_text import subclips_lines
from core.errors import ExportError, UnreadableError
from core.export import HandoffOptions, measure_subclips, plan_subclips, write_subclips
from core.values import COPY, SubclipMade
from tests.handoffs import chosen, clip

HERE = ("prores-lt", "h264")


class FakeMaker:
    """Writes the label of each job into its file; clips named bad fail halfway."""

    def transcodes(self):
        return HERE

    def subclip(self, job, target):
        if target is not None:
            target.write_bytes(b"half")
        yield 0.5
        if "bad" in job.path.name:
            raise UnreadableError(job.path, f"{job.path.name} is damaged.")
        if target is not None:
            target.write_bytes(job.origin.encode())
        early = 3 if job.how == COPY else 0
        start_s = Fraction(job.first - early) / job.rate
        return SubclipMade(start_s, Fraction(job.end) / job.rate, job.end - job.first + early)


def finish(steps):
    told = []
    while True:
        try:
            told.append(next(steps))
        except StopIteration as end:
            return end.value, told


def planned(tmp_path, videos, how=COPY, **options):
    moments = [chosen(video, 50, 75) for video in videos]
    return plan_subclips(moments, how, tmp_path, HandoffOptions(**options), here=HERE)


def names(folder):
    return sorted(each.name for each in folder.iterdir())


def test_files_are_named_by_clip_and_in_point(tmp_path):
    one, other = clip("/a/A001.mov"), clip("/b/A001.mov", number=2)
    plan = planned(tmp_path, [one, other, clip("/c/C.mts", number=3, start=None)])
    assert [each.target.name for each in plan.subclips] == [
        "A001 01-00-02-00.mov",
        "A001 01-00-02-00 2.mov",
        "C 00-00-02-00.mov",
    ]
    assert [each.target.suffix for each in planned(tmp_path, [one], "h264").subclips] == [".mp4"]


def test_names_fit_every_system(tmp_path):
    (awkward,) = planned(tmp_path, [clip("/a/" + "ö" * 140 + "a:b?.mov")]).subclips
    assert len(awkward.target.name.encode()) < 200
    assert not set(awkward.target.name) & set('<>:"/\\|?*;')


def test_handles_are_part_of_it(tmp_path):
    (one,) = planned(tmp_path, [clip()], handle_frames=10).subclips
    assert (one.job.first, one.job.end) == (40, 85)


def test_one_bad_clip_does_not_stop_the_others(tmp_path):
    videos = [clip("/a/one.mov"), clip("/a/bad.mov", number=2), clip("/a/two.mov", number=3)]
    outcomes, steps = finish(write_subclips(planned(tmp_path, videos, "h264"), FakeMaker()))
    assert [each.is_written for each in outcomes] == [True, False, True]
    assert outcomes[1].why == "bad.mov is damaged."
    assert names(tmp_path) == ["one 01-00-02-00.mp4", "two 01-00-02-00.mp4"]
    shares = [each.share for each in steps]
    assert shares == sorted(shares)
    assert 0 <= min(shares) <= max(shares) <= 1


def test_ended_early_it_leaves_no_half_file(tmp_path):
    steps = write_subclips(planned(tmp_path, [clip("/a/one.mov"), clip("/a/two.mov", number=2)]), FakeMaker())
    while next(steps).share <= 0.5:  # until the second is begun
        pass
    assert any(name.startswith(".two") for name in names(tmp_path))
    steps.close()
    assert names(tmp_path) == ["one 01-00-02-00.mov"]


def test_a_file_that_is_there_stays_and_the_others_are_made(tmp_path):
    videos = [clip("/a/one.mov"), clip("/a/two.mov", number=2)]
    mine = tmp_path / "one 01-00-02-00.mov"
    mine.write_bytes(b"mine")
    outcomes, _ = finish(write_subclips(planned(tmp_path, videos), FakeMaker()))
    assert [each.is_written for each in outcomes] == [False, True]
    assert "already exists" in outcomes[0].why
    assert mine.read_bytes() == b"mine"
    finish(write_subclips(planned(tmp_path, videos), FakeMaker(), replace_files=True))
    assert mine.read_bytes() == b"01:00:00:00"


def test_a_clip_is_never_replaced_by_its_subclip(tmp_path):
    clip_itself = tmp_path / "one 01-00-02-00.mov"
    clip_itself.write_bytes(b"the clip")
    taken = [clip("/a/one.mov"), clip(str(clip_itself), number=2)]
    outcomes, _ = finish(write_subclips(planned(tmp_path, taken), FakeMaker(), replace_files=True))
    assert not outcomes[0].is_written
    assert clip_itself.read_bytes() == b"the clip"


def test_a_dry_run_says_how_far_a_copy_reaches_and_writes_nothing(tmp_path):
    outcomes, _ = finish(measure_subclips(planned(tmp_path, [clip()]), FakeMaker()))
    assert [(each.off_frames, each.is_written) for each in outcomes] == [((3, 0), False)]
    plan = planned(tmp_path, [clip(start=None)])
    outcomes, _ = finish(measure_subclips(plan, FakeMaker()))
    lines = subclips_lines(plan, outcomes, is_dry=True)
    assert any("28 frames from 00:00:01:22, 3 frames early" in line for line in lines), "without timecode too"
    assert names(tmp_path) == []


def test_what_cannot_be_made_is_left_out_and_told(tmp_path):
    videos = [clip("/a/away.mov", state="offline"), clip("/a/there.mov", number=2)]
    plan = planned(tmp_path, videos)
    assert [each.job.path for each in plan.subclips] == [Path("/a/there.mov")]
    assert [(each.kind, each.is_left_out) for each in plan.problems] == [("offline", True)]


def test_a_preset_without_an_encoder_is_refused(tmp_path):
    with pytest.raises(ValueError, match="no encoder"):
        planned(tmp_path, [clip()], "dnxhr-lb")
    with pytest.raises(ValueError, match="no preset"):
        planned(tmp_path, [clip()], "avi")
    plan = planned(tmp_path / "missing", [clip()])
    with pytest.raises(ExportError, match="was not found"):
        finish(write_subclips(plan, FakeMaker()))
