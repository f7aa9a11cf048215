import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QToolButton,
    QWidget,
)

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


@BOTH
def test_fields_can_be_seen_and_read(colours):
    """WCAG 1.4.11 for what can be typed into, ticked or chosen from: its edge, inside and outside; 1.4.3 for text."""
    for ground in (colours.window, colours.panel, colours.raised, colours.field):
        assert contrast(colours.edge, ground) >= 3.0, ground.name()
        assert contrast(colours.focus, ground) >= 3.0, ground.name()
    for text in (colours.text, colours.faint):  # faint is the placeholder's
        assert contrast(text, colours.field) >= 4.5
    assert contrast(colours.accent, colours.window) >= 4.5  # links
    assert contrast(colours.accent, colours.panel) >= 4.5


@BOTH
def test_an_empty_line_does_not_look_disabled(qapp, qtbot, colours):
    """What is painted, not what was meant: Qt makes placeholders half transparent unless it is told."""
    theme.apply(qapp, "dark" if colours.is_dark else "light")
    page = QWidget()
    qtbot.addWidget(page)
    row = QHBoxLayout(page)
    line, disabled = QLineEdit(), QLineEdit()
    line.setPlaceholderText("MMMMMMMM")
    disabled.setEnabled(False)
    font = line.font()
    font.setPixelSize(40)
    font.setBold(True)
    line.setFont(font)
    for each in (line, disabled):
        row.addWidget(each)
    page.show()
    line.clearFocus()
    qtbot.waitExposed(page)
    picture = page.grab().toImage()
    inside = picture.pixelColor(line.geometry().right() - 8, line.geometry().center().y())
    assert inside == colours.field
    assert picture.pixelColor(disabled.geometry().center()) != colours.field
    place = line.geometry()
    seen = [picture.pixelColor(x, y) for x in range(place.left() + 8, place.right() - 8, 2)
            for y in range(place.top() + 8, place.bottom() - 8, 2)]  # fmt: skip
    assert max(contrast(each, inside) for each in seen) >= 4.5
    edge = picture.pixelColor(place.left(), place.center().y())
    assert contrast(edge, colours.window) >= 3.0
    theme.apply(qapp, "dark")


@BOTH
def test_a_choice_has_an_arrow(qapp, qtbot, colours):
    theme.apply(qapp, "dark" if colours.is_dark else "light")
    box = QComboBox()
    qtbot.addWidget(box)
    box.addItems(["a"])
    box.resize(160, 30)
    box.show()
    picture = box.grab().toImage()
    arrow = [picture.pixelColor(x, y) for x in range(136, 158) for y in range(6, 24)]
    ground = picture.pixelColor(100, 15)
    assert max(contrast(each, ground) for each in arrow) >= 4.5
    theme.apply(qapp, "dark")


@BOTH
@pytest.mark.parametrize("kind", [QPushButton, QToolButton, QCheckBox, QComboBox, QLineEdit, QSpinBox, QPlainTextEdit])
def test_the_focus_can_be_seen(qapp, qtbot, colours, kind):
    """3:1 between how a control looks with the focus and without, somewhere."""
    theme.apply(qapp, "dark" if colours.is_dark else "light")
    page = QWidget()
    qtbot.addWidget(page)
    row = QHBoxLayout(page)
    one, other = kind(), QPushButton("other")
    for each in (one, other):
        row.addWidget(each)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    other.setFocus(Qt.FocusReason.TabFocusReason)
    before = one.grab().toImage()
    one.setFocus(Qt.FocusReason.TabFocusReason)
    after = one.grab().toImage()
    pairs = [
        (before.pixelColor(x, y), after.pixelColor(x, y)) for x in range(after.width()) for y in range(after.height())
    ]
    changed = [pair for pair in pairs if pair[0] != pair[1]]
    assert len(changed) > 20
    grounds = (colours.window, colours.panel, colours.raised, colours.field)
    assert max(min(contrast(new, ground) for ground in grounds) for _, new in changed) >= 3.0
    theme.apply(qapp, "dark")


def test_large_letters_of_the_system_are_followed(qapp, monkeypatch):
    usual = theme.base_font().pixelSize()
    monkeypatch.setattr(theme, "text_factor", lambda: 1.5)
    assert theme.base_font().pixelSize() == pytest.approx(1.5 * usual, abs=1)
    theme.apply(qapp, "dark")
    assert f"font-size: {round(0.86 * theme.base_font().pixelSize())}px" in qapp.styleSheet()
    monkeypatch.undo()
    theme.apply(qapp, "dark")
