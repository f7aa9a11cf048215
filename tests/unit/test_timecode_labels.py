"""Labels of a recorded clock: exact, whatever the rate, over midnight too."""

import random
from fractions import Fraction

import pytest

from core.values import Timecode, frame_middle_s, frames_per_day, nominal_rate, standard_rate

FILM, NTSC, NTSC_60, NTSC_120 = (Fraction(base * 1000, 1001) for base in (24, 30, 60, 120))
RATES = [
    *((Fraction(base), False) for base in (24, 25, 30, 48, 50, 60, 100, 120)),
    *((rate, False) for rate in (FILM, NTSC, NTSC_60, NTSC_120, Fraction(48000, 1001))),
    *((rate, True) for rate in (NTSC, NTSC_60, NTSC_120)),
]


def read(label: str) -> tuple[int, int, int, int]:
    hours, minutes, seconds, frames = map(int, label.replace(";", ":").split(":"))
    return hours, minutes, seconds, frames


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("fps", [NTSC, NTSC_60])
def test_every_frame_of_a_drop_frame_day_has_the_next_label_and_comes_back(fps):
    """All labels that there are, in order, counted without arithmetic."""
    base, frame = nominal_rate(fps), 0
    for minute in range(24 * 60):
        for second in range(60):
            first = base // 15 if second == 0 and minute % 10 else 0
            for number in range(first, base):
                label = f"{minute // 60:02d}:{minute % 60:02d}:{second:02d};{number:02d}"
                if Timecode.parse(label, fps).frame != frame or str(Timecode(frame, fps, True)) != label:
                    pytest.fail(f"{label} is not the label of frame {frame}")
                frame += 1
    assert frame == frames_per_day(base, drop=True)


@pytest.mark.parametrize("fps", [NTSC, NTSC_60, NTSC_120])
def test_a_drop_frame_day_is_counted_minute_by_minute(fps):
    """As SMPTE 12M says it, without arithmetic: both ends of each minute, all of some."""
    base, left_out = nominal_rate(fps), nominal_rate(fps) // 15
    day, frame = frames_per_day(base, drop=True), 0
    assert day == {30: 2_589_408, 60: 5_178_816, 120: 10_357_632}[base]
    for minute in range(24 * 60):
        first = left_out if minute % 10 else 0
        everywhere = minute < 11 or minute % 60 in (0, 59)
        for second in range(60) if everywhere else (0, 59):
            skipped = first if second == 0 else 0
            at = frame + second * base - (first if second else 0)
            frames = range(skipped, base) if everywhere and base == 30 else (skipped, base - 1)
            for number in frames:
                label = f"{minute // 60:02d}:{minute % 60:02d}:{second:02d};{number:02d}"
                made = Timecode(at + number - skipped, fps, True)
                assert str(made) == label
                assert Timecode.parse(label, fps) == made
        frame += 60 * base - first
    assert frame == day


@pytest.mark.parametrize(("fps", "drop"), RATES)
def test_labels_come_back_at_every_rate(fps, drop):
    chance = random.Random(7)
    day = frames_per_day(nominal_rate(fps), drop)
    for frame in [0, 1, day - 1, *(chance.randrange(day) for _ in range(2000))]:
        made = Timecode(frame, fps, drop)
        assert Timecode.parse(str(made), fps) == made
        assert made.frame == frame


@pytest.mark.parametrize(("fps", "drop"), RATES)
def test_the_next_frame_has_the_next_label(fps, drop):
    chance, base = random.Random(3), nominal_rate(fps)
    for _ in range(500):
        before = Timecode(chance.randrange(frames_per_day(base, drop)), fps, drop)
        hours, minutes, seconds, frames = read(str(before))
        after = read(str(before + 1))
        if frames + 1 < base:
            assert after == (hours, minutes, seconds, frames + 1)
        else:
            assert after[3] in ({0} if not drop else {0, base // 15})
            assert (after[0] * 3600 + after[1] * 60 + after[2]) == (hours * 3600 + minutes * 60 + seconds + 1) % 86400


@pytest.mark.parametrize(("fps", "drop"), RATES)
def test_a_day_of_labels_drifts_less_than_a_frame_where_it_can(fps, drop):
    """Drop frames keep to the wall clock: 86.4 ms in a day; the day of labels is a whole one at whole rates."""
    base = nominal_rate(fps)
    off_s = abs(Fraction(frames_per_day(base, drop)) / fps - 86400)
    assert off_s <= (Fraction(1, 10) if drop else 0 if fps == base else 87)


@pytest.mark.parametrize(
    ("start", "fps", "frames", "then"),
    [
        ("23:59:59:24", Fraction(25), 1, "00:00:00:00"),
        ("23:59:59;29", NTSC, 1, "00:00:00;00"),
        ("00:00:00:00", Fraction(25), -1, "23:59:59:24"),
        ("00:59:59;29", NTSC, 1, "01:00:00;00"),
        ("00:00:59;59", NTSC_60, 1, "00:01:00;04"),
        ("00:00:59;119", NTSC_120, 1, "00:01:00;08"),
        ("10:00:00:00", FILM, 24 * 86400 * 3, "10:00:00:00"),
    ],
)
def test_clocks_go_on_over_midnight(start, fps, frames, then):
    assert str(Timecode.parse(start, fps) + frames) == then
    assert (Timecode.parse(start, fps) + frames) + -frames == Timecode.parse(start, fps)


def test_frames_between_labels_count_over_midnight():
    before, after = Timecode.parse("23:59:50:00", Fraction(25)), Timecode.parse("00:00:10:00", Fraction(25))
    assert after.frames_since(before) == 20 * 25
    assert before.frames_since(before) == 0


@pytest.mark.parametrize(("fps", "drop"), RATES)
def test_a_label_at_a_time_is_that_of_the_frame_on_screen(fps, drop):
    start = Timecode(90_001, fps, drop)
    for frame in range(0, 40_000, 317):
        assert start.at(round(float(frame / fps), 6)) == start + frame
        assert start.at(frame_middle_s(frame, fps)) == start + frame


def test_timecode_at_half_the_rate_of_the_pictures_stays_for_two_of_them():
    start = Timecode.parse("01:00:00;00", NTSC)
    assert [str(start.at(frame_middle_s(frame, NTSC_60)))[-2:] for frame in range(5)] == ["00", "00", "01", "01", "02"]


@pytest.mark.parametrize("label", ["01:00:00;02", "01:00:00.02", "01;00;00;02", "1:0:0;2", " 01:00:00,02 "])
def test_drop_frames_are_written_in_several_ways(label):
    assert Timecode.parse(label, NTSC) == Timecode(107_894, NTSC, True)
    assert not Timecode.parse("01:00:00:02", NTSC).drop
    assert Timecode.parse(label, NTSC, drop=False) == Timecode(108_002, NTSC)


@pytest.mark.parametrize(
    ("label", "fps"),
    [
        ("00:01:00;00", NTSC), ("00:01:00;01", NTSC), ("00:01:00;03", NTSC_60), ("00:00:00:25", Fraction(25)),
        ("24:00:00:00", Fraction(25)), ("00:60:00:00", Fraction(25)), ("00:00:60:00", Fraction(25)),
        ("00:00:00;00", Fraction(25)), ("-00:00:00:01", Fraction(25)), ("00:00:08", Fraction(25)), ("", Fraction(25)),
        ("٠١:00:00:00", Fraction(25)), ("01:00:00:00\x00", Fraction(25)), ("9" * 5000, Fraction(25)),
        ("01:00:00:00", Fraction(0)), ("01:00:00:00", Fraction(-25)),
    ],
)  # fmt: skip
def test_what_is_no_label_is_refused_in_a_sentence(label, fps):
    with pytest.raises(ValueError, match=r"^[A-Z“].{10,90}\.$"):
        Timecode.parse(label, fps)


@pytest.mark.parametrize(
    ("told", "rate"),
    [
        (Fraction(2997, 100), NTSC), (Fraction(2398, 100), FILM), (Fraction(23976, 1000), FILM), (NTSC_60, NTSC_60),
        (Fraction(5994, 100), NTSC_60), (Fraction(25), Fraction(25)), (Fraction(15), Fraction(15)),
        (Fraction(810000, 13487), None), (Fraction(25, 2), None), (Fraction(0), None), (Fraction(299, 10), None),
    ],
)  # fmt: skip
def test_rounded_rates_are_known_again_and_measured_ones_are_not_forced(told, rate):
    assert standard_rate(told) == rate
