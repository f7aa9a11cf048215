"""What is said below the player."""

from datetime import datetime
from fractions import Fraction

import pytest
from PySide6.QtCore import Qt

from core.values import CreationDate, SourceMetadata, Timecode
from tests.ui.browse.records import video
from ui.browse.card import Card
from ui.browse.details import Details


@pytest.fixture
def details(qtbot):
    made = Details()
    qtbot.addWidget(made)
    made.resize(320, 300)
    made.show()
    return made


def test_a_joined_clip_says_where_its_clock_jumps(details):
    details.show_card(Card(video(1, restarts_s=((70.0, 1.4), (140.0, 36_000.0)))))
    assert "Joined from 3 recordings: the timestamps jump at 00:01:10:00 and 00:02:20:00." in details.words
    assert details._joined.isVisible()
    details.show_card(Card(video(2)))
    assert "Joined" not in details.words
    assert not details._joined.isVisible()
    details.show_card(Card(video(3, restarts_s=((70.0, 1.4),))))
    details.clear()
    assert details.words == ""
    assert not details._joined.isVisible()


def test_what_the_file_says_of_its_recording_is_shown_and_nothing_else(details):
    fps = Fraction(30000, 1001)
    created = CreationDate(datetime(2024, 5, 1, 14, 0, 0), 120, "com.apple.quicktime.creationdate")
    source = SourceMetadata(Timecode.parse("01:00:00;02", fps), created, "Sony", "ILCE-7SM3", "A001")
    details.show_card(Card(video(1, fps=fps, source=source)))
    assert details._recording.text().splitlines() == [
        "Start timecode 01:00:00;02 (29.97 fps, drop-frame)",
        "Shot 2024-05-01 14:00:00 UTC+02:00",
        "Camera Sony ILCE-7SM3",
        "Reel A001",
    ]
    unknown = SourceMetadata(created=CreationDate(datetime(2024, 5, 1, 14, 0, 0), None, "creation_time"))
    details.show_card(Card(video(2, source=unknown)))
    assert details._recording.text() == "Shot 2024-05-01 14:00:00 (zone unknown)"
    half = SourceMetadata(Timecode.parse("10:00:00:00", Fraction(25)))
    details.show_card(Card(video(3, fps=Fraction(50), source=half)))
    assert details._recording.text() == "Start timecode 10:00:00:00 (25 fps; the clip averages 50 fps)"
    for nothing in (SourceMetadata(), None):
        details.show_card(Card(video(4, source=nothing)))
        assert not details._recording.isVisible()


def test_a_long_or_odd_name_from_a_file_breaks_nothing(details):
    details.show_card(Card(video(1, source=SourceMetadata(make="<b>x</b>\u202e\x1b" + "W" * 5000))))
    assert details._recording.textFormat() == Qt.TextFormat.PlainText
    assert "\u202e" not in details._recording.text()
    assert details.widget().minimumSizeHint().width() <= 700
