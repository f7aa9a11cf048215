from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from core.values import Fusion
from tests.ui.browse.records import hit, ledger, video
from ui import theme
from ui.browse.card import Card
from ui.browse.card_delegate import CardDelegate
from ui.browse.card_painter import Style, paint_card
from ui.browse.rank_comparison import RankComparison


@pytest.fixture
def style(qapp):
    return Style(QSize(208, 117), QSize(208, 200), 1.0, theme.DARK, theme.base_font())


def plain(colour, width=160, height=90):
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return image


def pixels(pixmap):
    image = pixmap.toImage().convertToFormat(QImage.Format.Format_RGBA8888)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4).astype(int)


def at(pixmap, x, y):
    return pixmap.toImage().pixelColor(x, y).name()


def test_the_picture_fills_its_place(style):
    painted_size = paint_card(Card(video(1)), plain("#ff0000"), None, style)
    assert at(painted_size, 104, 40) == "#ff0000"
    assert at(painted_size, 3, 60) == "#ff0000"


def test_an_upright_picture_keeps_its_ratio(style):
    painted_size = paint_card(Card(video(1)), plain("#ff0000", 90, 160), None, style)
    assert at(painted_size, 104, 40) == "#ff0000"
    assert at(painted_size, 20, 40) == theme.DARK.sunken.name()


def test_a_picture_on_its_way_is_a_grey_shape_of_its_true_ratio(style):
    sample_video = video(1)
    upright = replace(sample_video, info=replace(sample_video.info, width_px=1080, height_px=1920))
    painted_size = paint_card(Card(upright), None, None, style)
    assert at(painted_size, 104, 40) == theme.DARK.placeholder.name()
    assert at(painted_size, 20, 40) == theme.DARK.sunken.name()


def test_a_failed_video_says_why_where_its_picture_would_be(style):
    silent = pixels(paint_card(Card(video(1, "failed")), QImage(), None, style))
    told = pixels(paint_card(Card(video(1, "failed", note="It is no video at all.")), QImage(), None, style))
    assert np.abs(told[:110] - silent[:110]).sum() > 1000


def test_the_needle_stands_where_the_mouse_is(style):
    sample_video = Card(video(1))
    without, with_needle = (pixels(paint_card(sample_video, plain("black"), n, style)) for n in (None, 0.25))
    changed = np.flatnonzero(np.abs(with_needle[:90] - without[:90]).sum(axis=(0, 2)))
    assert 48 <= changed.min() <= changed.max() <= 56


@pytest.mark.parametrize(
    ("state", "times", "is_there"), [("ready", 3, True), ("ready", 1, False), ("failed", 3, False)]
)
def test_a_card_has_a_needle_where_the_mouse_skims_through_several_pictures(style, state, times, is_there):
    delegate, card = CardDelegate(None), Card(video(1, state))
    delegate.pictures = SimpleNamespace(times=lambda _: [*range(times)], get=lambda *_: plain("black"))
    still = pixels(delegate._painted(card, style))
    delegate.skim = card.key, 0.25
    assert (pixels(delegate._painted(card, style)) != still).any() == is_there


@pytest.mark.parametrize(("strength", "bars"), [("weak", 1), ("good", 2), ("strong", 3)])
def test_strength_is_told_by_bars_as_well_as_by_colour(style, strength, bars):
    found = hit(1, strength)
    painted_size = paint_card(Card(found.video, found), plain("black"), None, style)
    colour = getattr(theme.DARK, strength).name()
    y = 117 + 3 + 6 + 3 + 18 + 11  # the foot of the bars
    lit = sum(at(painted_size, 2 + 5 * bar, y) == colour for bar in range(3))
    assert lit == bars


def test_the_strip_appears_with_the_ledger(style):
    found = hit(1)
    cells = np.zeros((3, 2, 4), np.float32)
    cells[0, :, 1] = 0.2
    plain_card = pixels(paint_card(Card(found.video, found), plain("black"), None, style))[121:126]
    with_strip = pixels(paint_card(Card(found.video, found, ledger(cells=cells)), plain("black"), None, style))[121:126]
    assert np.ptp(plain_card, axis=1).max() == 0
    assert np.ptp(with_strip, axis=1).max() > 50


def test_a_dense_screen_gets_a_dense_face(style):
    painted_size = paint_card(Card(video(1)), plain("red"), None, replace(style, ratio=2.0))
    assert (painted_size.width(), painted_size.height(), painted_size.devicePixelRatio()) == (416, 400, 2.0)


def test_videos_that_are_not_ready_wear_a_sign(style):
    ready, waiting = (pixels(paint_card(Card(video(1, s)), plain("red"), None, style)) for s in ("ready", "waiting"))
    difference = np.abs(ready - waiting).sum(axis=2)
    assert difference[5:28, 5:28].max() > 100
    assert difference[30:110, 60:150].max() == 0


def test_the_rank_stands_on_the_lower_left_of_the_picture(style):
    found = hit(1)
    without, with_rank = (
        pixels(paint_card(Card(found.video, found, None, stands), plain("red"), None, style))
        for stands in (
            None,
            RankComparison("2 \N{BLACK UP-POINTING TRIANGLE}3", "Rank 2.", "Rank 2 with a, rank 5 with b.", "a"),
        )
    )
    changed = np.abs(with_rank - without).sum(axis=2)
    assert changed[95:113, 4:40].max() > 300
    assert changed[:90].max() == changed[:, 80:].max() == 0


def test_a_fused_moment_wears_no_bars_of_strength(style):
    found = replace(hit(1, "strong"), fusion=Fusion(0.03, (("a", 1), ("b", 2)), "a"))
    painted_size = paint_card(Card(found.video, found), plain("black"), None, style).toImage()
    strong = theme.DARK.strong.name()
    seen = {painted_size.pixelColor(x, y).name() for x in range(208) for y in range(118, 200)}
    assert strong not in seen
    assert theme.DARK.muted.name() in seen, "its ranks are written"
