from dataclasses import replace

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from tests.fakes.ledgers import make_ledger, make_query
from ui import theme
from ui.widgets.heat_strip import cell_image, cell_indices, cell_table, paint_strip, share_image, strength

QUERY = make_query("a red car, a dog", "red car", "dog")


def painted(ledger, colours=theme.DARK):
    image = QImage(240, 18, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    paint_strip(painter, QRectF(0, 0, 240, 18), ledger, colours)
    painter.end()
    return image


def test_the_best_frame_of_a_phrase_is_the_strongest_mark(qapp):
    ledger = make_ledger(QUERY, peaks=(2, 9))
    image = painted(ledger)
    for line, peak in ((0, 2), (1, 9)):
        light = [image.pixelColor(column * 20 + 8, line * 6 + 2).lightness() for column in range(12)]
        assert int(np.argmax(light)) == peak


def test_each_phrase_has_its_colour(qapp):
    image = painted(make_ledger(QUERY, peaks=(2, 9)))
    orange, sky = image.pixelColor(2 * 20 + 8, 2), image.pixelColor(9 * 20 + 8, 8)
    assert orange.red() > orange.blue() + 60
    assert sky.blue() > sky.red() + 60


def test_negative_cells_are_marked_in_another_hue(qapp):
    ledger = make_ledger(QUERY, peaks=(2, 9))
    cells = ledger.cells.copy()
    cells[0, :, 6] = -0.004
    image = painted(replace(ledger, cells=cells))
    mark = image.pixelColor(6 * 20 + 8, 2)
    assert mark.red() > mark.green() + 40
    assert mark.blue() > mark.green()


def test_one_frame_and_no_phrase_can_be_painted(qapp):
    ledger = make_ledger(make_query("anything"), frames=1)
    assert painted(ledger, theme.LIGHT).pixelColor(100, 9).lightness() < 200


def test_the_smallest_negative_value_never_looks_positive():
    indices = cell_indices(np.array([-1e-7, 0.0, 1e-7], dtype=np.float32), 1.0)
    assert indices[0] < 128
    assert indices[1] == indices[2] == 128


def test_cells_reach_both_ends_of_the_table():
    image = cell_image(np.array([-0.02, 0.0, 0.02], dtype=np.float32), 0.02)
    assert [image.pixelIndex(x, 0) for x in range(3)] == [0, 128, 255]
    assert image.colorTable() == [rgb & 0xFFFFFFFF for rgb in cell_table()]


def test_the_even_share_is_the_middle_of_cividis_also_when_the_range_is_lopsided():
    image = share_image(np.array([0.0, 0.2, 0.66], dtype=np.float32), 0.0, 0.2, 0.66)
    assert [image.pixelIndex(x, 0) for x in range(3)] == [0, 128, 255]


def test_tints_are_not_stretched():
    assert np.allclose(strength(np.array([0.009, 0.010], dtype=np.float32), 0.01), [0.81, 1.0])
    assert strength(np.array([-1.0], dtype=np.float32), 1.0)[0] == 0
