import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette

import resources
from ui import theme


def _light(colour):
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a, b):
    high, low = sorted((_light(a), _light(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


BOTH = pytest.mark.parametrize("colours", [theme.DARK, theme.LIGHT], ids=["dark", "light"])


@BOTH
@pytest.mark.parametrize("name", ["text", "muted", "faint", "error", "warn", "strong", "good", "weak"])
def test_words_can_be_read(colours, name):
    for ground in (colours.window, colours.panel, colours.raised):
        assert contrast(getattr(colours, name), ground) >= 4.5, (name, ground.name())


@BOTH
def test_words_on_a_selection_can_be_read(colours):
    assert contrast(colours.text, colours.selected) >= 4.5
    assert contrast(colours.muted, colours.selected) >= 4.5
    assert contrast(colours.accent_text, colours.accent) >= 4.5


@BOTH
def test_marks_can_be_seen(colours):
    for colour in (*colours.phrases, colours.accent, colours.focus):
        assert contrast(colour, colours.panel) >= 3.0, colour.name()


def test_the_fifth_phrase_is_the_first_dashed():
    first, fifth = theme.phrase_style(theme.DARK, 0), theme.phrase_style(theme.DARK, 4)
    assert first == (theme.DARK.phrases[0], Qt.PenStyle.SolidLine)
    assert fifth == (theme.DARK.phrases[0], Qt.PenStyle.DashLine)


@pytest.mark.parametrize("negative", [False, True])
def test_heat_grows_lighter_all_the_way(negative):
    table = theme.heat_table(negative=negative)
    lights = [_light(QColor.fromRgb(entry)) for entry in table]
    assert len(table) == 256
    assert all(a <= b + 5e-4 for a, b in itertools.pairwise(lights))
    assert lights[-1] > lights[0] + 0.2


def test_text_on_a_colour_is_whichever_reads_better():
    for entry in theme.heat_table()[::5]:
        colour = QColor.fromRgb(entry)
        chosen = theme.readable_on(colour)
        other = QColor("#ffffff") if chosen == QColor("#000000") else QColor("#000000")
        assert contrast(chosen, colour) >= contrast(other, colour) * 0.8


def test_a_palette_says_which_colours_belong_to_it(qapp):
    assert theme.tokens(theme.palette_of(theme.DARK)) is theme.DARK
    assert theme.tokens(theme.palette_of(theme.LIGHT)) is theme.LIGHT


def test_disabled_words_look_disabled(qapp):
    palette = theme.palette_of(theme.DARK)
    role = QPalette.ColorRole.ButtonText
    assert palette.color(QPalette.ColorGroup.Disabled, role) != palette.color(QPalette.ColorGroup.Active, role)


def test_no_word_of_the_sheet_is_left_open(qapp):
    theme.apply(qapp, "light")
    assert "@" not in qapp.styleSheet()
    theme.apply(qapp, "dark")
    assert "@" not in qapp.styleSheet()


@pytest.mark.parametrize("path", sorted(resources.path("icons").glob("*.svg")), ids=lambda path: path.stem)
def test_every_icon_draws_something_in_the_colour_asked_for(qapp, path):
    image = theme.icon_pixmap(path.stem, QColor("#ff0000"), 24).toImage()
    pixels = [image.pixelColor(x, y) for x in range(24) for y in range(24)]
    seen = [pixel for pixel in pixels if pixel.alpha() > 60]
    assert 12 < len(seen) <= 576
    if path.stem != "app":
        assert len(seen) < 400
        assert all(pixel.red() > 200 and pixel.blue() < 60 for pixel in seen)


def test_an_icon_that_is_not_there_is_said(qapp):
    with pytest.raises(FileNotFoundError):
        theme.icon_pixmap("no such", QColor("red"), 16)
