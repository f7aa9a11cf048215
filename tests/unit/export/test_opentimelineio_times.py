"""OpenTimelineIO's rational time beside ours: where both agree, and why timecode is not left to it (decision 107).

A newer version that fails here may be right where 0.18 was wrong: then the decision can be reviewed.
"""

from fractions import Fraction

import pytest

from core.values import Timecode, frames_per_day, nominal_rate
from tests.handoffs import RATES

otio = pytest.importorskip("opentimelineio")
AGREED = [each for each in RATES if each[0] in ("24", "25", "29.97df", "30", "48", "50", "59.94df", "60")]
EARLY = [each for each in RATES if each[0] in ("23.976", "29.97ndf", "47.952", "59.94ndf")]
STEP = 997


def label(frame, rate, drop):
    return otio.opentime.to_timecode(otio.opentime.RationalTime(frame, float(rate)), float(rate), drop)


@pytest.mark.parametrize(("_name", "rate", "drop"), AGREED)
def test_labels_agree_all_day(_name, rate, drop):
    day = frames_per_day(nominal_rate(rate), drop)
    for frame in [*range(0, day, STEP), day - 1]:
        ours = Timecode(frame, rate, drop)
        assert label(frame, rate, drop) == str(ours)
        assert otio.opentime.from_timecode(str(ours), float(rate)).value == frame


@pytest.mark.parametrize(("_name", "rate", "drop"), EARLY)
def test_labels_of_ntsc_rates_agree_until_the_clock_of_the_day_ends(_name, rate, drop):
    """It begins again after 86,400 real seconds: a minute and a half of labels before midnight is lost."""
    day, real = frames_per_day(nominal_rate(rate), drop), int(86_400 * rate)
    for frame in range(0, real, STEP):
        assert label(frame, rate, drop) == str(Timecode(frame, rate, drop))
    last = day - 1
    assert str(Timecode(last, rate, drop)).startswith("23:59:59:")
    assert otio.opentime.from_timecode(str(Timecode(last, rate, drop)), float(rate)).value == last


def test_it_has_no_labels_at_119_88():
    with pytest.raises(ValueError, match="rate"):
        label(0, Fraction(120000, 1001), False)


def test_whole_frames_survive_its_floating_point():
    """All frames of 30 hours, at all rates: why files in its format can be exact."""
    for _, rate, _ in RATES:
        for frame in range(0, 30 * 3600 * nominal_rate(rate), 99_991):
            time = otio.opentime.RationalTime(frame, float(rate))
            assert Fraction(time.value) == frame
            assert time.rescaled_to(float(rate)).value == frame
