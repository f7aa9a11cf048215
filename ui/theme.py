"""How the window looks: colour tokens for dark and light, phrase colours, heat tables, tinted icons.

May import PySide6, resources and sheet. Nothing is kept in globals: whoever paints asks `tokens(widget.palette())`.
"""

import sys
from dataclasses import dataclass, fields
from typing import Literal

from PySide6.QtCore import QByteArray, QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QIcon, QPainter, QPalette, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QStyleFactory

import resources
from ui.style_sheet import write

Choice = Literal["system", "dark", "light"]

SPACE_PX = 8
"""The unit of all gaps; halves and multiples of it."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours by their use. Text on `window`, `panel`, `raised` has a contrast of 4.5:1 at least; marks 3:1."""

    is_dark: bool
    window: QColor
    panel: QColor
    raised: QColor
    sunken: QColor
    line: QColor
    edge: QColor
    """Round what can be typed into, ticked or chosen from: 3:1 on everything it lies on, and on the inside."""
    field: QColor
    """The inside of what can be typed into or chosen from."""
    text: QColor
    muted: QColor
    faint: QColor
    accent: QColor
    accent_text: QColor
    selected: QColor
    focus: QColor
    strong: QColor
    good: QColor
    weak: QColor
    ok: QColor
    warn: QColor
    error: QColor
    placeholder: QColor
    """A picture that has not come yet."""
    phrases: tuple[QColor, QColor, QColor, QColor]
    """Okabe-Ito orange, sky, purple, green; the light theme has them darker."""


def _colour(name: str) -> QColor:
    return QColor(name)


DARK = Tokens(
    is_dark=True,
    window=_colour("#17181a"),
    panel=_colour("#1d1e21"),
    raised=_colour("#292b2f"),
    sunken=_colour("#101113"),
    line=_colour("#34363b"),
    edge=_colour("#7a7e87"),
    field=_colour("#101113"),
    text=_colour("#e8e9eb"),
    muted=_colour("#a6a9b0"),
    faint=_colour("#92959d"),
    accent=_colour("#4c9be8"),
    accent_text=_colour("#0b1622"),
    selected=_colour("#26384c"),
    focus=_colour("#7db8f2"),
    strong=_colour("#62c98f"),
    good=_colour("#d9c46a"),
    weak=_colour("#9a9da5"),
    ok=_colour("#62c98f"),
    warn=_colour("#e8b04c"),
    error=_colour("#f07f72"),
    placeholder=_colour("#2c2e32"),
    phrases=(_colour("#e69f00"), _colour("#56b4e9"), _colour("#d58bb5"), _colour("#1fae84")),
)

LIGHT = Tokens(
    is_dark=False,
    window=_colour("#eceef0"),
    panel=_colour("#f7f8f9"),
    raised=_colour("#ffffff"),
    sunken=_colour("#e2e5e8"),
    line=_colour("#cfd3d8"),
    edge=_colour("#777d86"),
    field=_colour("#ffffff"),
    text=_colour("#1b1d20"),
    muted=_colour("#51565e"),
    faint=_colour("#646972"),
    accent=_colour("#1769b5"),
    accent_text=_colour("#ffffff"),
    selected=_colour("#d3e5f7"),
    focus=_colour("#1769b5"),
    strong=_colour("#1b7a47"),
    good=_colour("#7d6300"),
    weak=_colour("#646972"),
    ok=_colour("#1b7a47"),
    warn=_colour("#8f5b00"),
    error=_colour("#b3372b"),
    placeholder=_colour("#d5d8dc"),
    phrases=(_colour("#b06f00"), _colour("#1f7fb8"), _colour("#a8558a"), _colour("#00805c")),
)


def tokens(palette: QPalette) -> Tokens:
    """The colours that belong to a widget's palette."""
    return DARK if palette.color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def has_changed(event: QEvent) -> bool:
    """Whether a `changeEvent` may have brought other colours.

    Under a style sheet Qt does not tell every widget of a new palette; of a new style it does.
    """
    return event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange)


# --------------------------------------------------------------------------- the application's look


def apply(app: QApplication, choice: Choice, text_percent: int | None = None) -> None:
    """Give the application its style, palette, font and sheet. "system" follows the desktop where it tells.

    `text_percent`: size of all text; None keeps what was given before.
    """
    if text_percent is not None:
        app.setProperty(_TEXT_PERCENT, text_percent)
    dark = choice == "dark" or (choice == "system" and app.styleHints().colorScheme() != Qt.ColorScheme.Light)
    colours = DARK if dark else LIGHT
    app.setStyle(QStyleFactory.create("Fusion"))
    app.setPalette(palette_of(colours))
    app.setFont(base_font())
    app.setStyleSheet(_sheet(colours))


def palette_of(colours: Tokens) -> QPalette:
    """A whole palette, disabled and placeholder roles included."""
    role = QPalette.ColorRole
    table = {
        role.Window: colours.window,
        role.WindowText: colours.text,
        role.Base: colours.panel,
        role.AlternateBase: colours.raised,
        role.Text: colours.text,
        role.PlaceholderText: colours.faint,
        role.Button: colours.raised,
        role.ButtonText: colours.text,
        role.BrightText: colours.error,
        role.ToolTipBase: colours.raised,
        role.ToolTipText: colours.text,
        role.Highlight: colours.accent,
        role.HighlightedText: colours.accent_text,
        role.Link: colours.accent,
        role.LinkVisited: colours.accent,
        role.Light: colours.raised,
        role.Midlight: colours.raised,
        role.Mid: colours.line,
        role.Dark: colours.sunken,
        role.Shadow: colours.sunken,
        role.Accent: colours.accent,
    }
    palette = QPalette()
    for each, colour in table.items():
        palette.setColor(each, colour)
    for each in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, colours.faint)
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, colours.line)
    return palette


_USUAL_PX = {"win32": 12.0, "darwin": 13.0}
_USUAL_ELSEWHERE_PX = 14.7
"""11 points, the largest of what Linux desktops begin with."""
_LARGEST = 2.0
_TEXT_PERCENT = "text_percent"
"""A property of the application."""


def text_factor() -> float:
    """How much larger than usual the system's letters are set; those who need large letters say so there."""
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    usual_px = _USUAL_PX.get(sys.platform, _USUAL_ELSEWHERE_PX)
    factor = QFontInfo(system).pixelSize() / usual_px
    return min(factor, _LARGEST) if factor > 1.1 else 1.0


def _own_factor() -> float:
    """How large text is set in our own settings."""
    app = QApplication.instance()
    chosen = app.property(_TEXT_PERCENT) if app is not None else None
    return chosen / 100 if isinstance(chosen, int) else 1.0


def base_font() -> QFont:
    """The first of our preferred families that is installed, 13 px where nobody set letters larger or smaller."""
    installed = set(QFontDatabase.families())
    wanted = ("Inter", "Noto Sans", "Segoe UI", "SF Pro Text", "Ubuntu", "Cantarell", "DejaVu Sans")
    font = QFont(next((name for name in wanted if name in installed), QFont().family()))
    font.setPixelSize(
        round((13 if font.family() != "DejaVu Sans" else 12) * min(_LARGEST, text_factor() * _own_factor()))
    )
    return font


def scaled(font: QFont, factor: float, *, bold: bool = False) -> QFont:
    """The same font at another size."""
    made = QFont(font)
    made.setPixelSize(max(8, round(font.pixelSize() * factor)))
    made.setWeight(QFont.Weight.DemiBold if bold else font.weight())
    return made


def digits(font: QFont) -> QFont:
    """The same font with figures of equal width, for timecodes and counts."""
    made = QFont(font)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


# --------------------------------------------------------------------------- phrases and heat


def phrase_style(colours: Tokens, index: int) -> tuple[QColor, Qt.PenStyle]:
    """Colour and line of a phrase; from the fifth on the colours come again, dashed."""
    count = len(colours.phrases)
    return colours.phrases[index % count], Qt.PenStyle.SolidLine if index < count else Qt.PenStyle.DashLine


_CIVIDIS = (
    "#00224e",
    "#123570",
    "#3b496c",
    "#575d6d",
    "#707173",
    "#8a8678",
    "#a59c74",
    "#c3b369",
    "#e1cc55",
    "#fee838",
)
_NEGATIVE = ("#00224e", "#42266a", "#6a2458", "#98305c", "#c4456a", "#e8718a")


def heat_table(*, negative: bool = False) -> list[int]:
    """256 colours from nothing to most, for `QImage.setColorTable`: cividis, or a red hue for negative shares."""
    stops = [QColor(name) for name in (_NEGATIVE if negative else _CIVIDIS)]
    return [_between(stops, step / 255).rgb() for step in range(256)]


def _between(stops: list[QColor], share: float) -> QColor:
    """The colour at a share of the way through equally spaced stops."""
    place = share * (len(stops) - 1)
    low = min(int(place), len(stops) - 2)
    a, b, part = stops[low], stops[low + 1], place - low
    pairs = ((a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue()))
    return QColor(*(round(x + (y - x) * part) for x, y in pairs))


def readable_on(colour: QColor) -> QColor:
    """Black or white, whichever reads better on a colour."""
    red, green, blue = colour.redF(), colour.greenF(), colour.blueF()
    light = 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2
    return QColor("#000000") if light > 0.18 else QColor("#ffffff")


# --------------------------------------------------------------------------- icons


def icon(name: str, colour: QColor, size_px: int = 20) -> QIcon:
    """One of our own drawings, in a colour; also at two and three times the size for dense screens."""
    made = QIcon()
    for scale in (1, 2, 3):
        made.addPixmap(icon_pixmap(name, colour, size_px, scale))
    return made


def icon_pixmap(name: str, colour: QColor, size_px: int, scale: float = 1.0) -> QPixmap:
    """The drawing as a picture for painters. Raises: FileNotFoundError, when there is no such icon."""
    side = round(size_px * scale)
    pixmap, cached_as = QPixmap(QSize(side, side)), f"c2v/{name}/{colour.name()}/{side}/{scale}"
    if QPixmapCache.find(cached_as, pixmap):
        return pixmap
    source = resources.path(f"icons/{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(source.replace("currentColor", colour.name()).encode()))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    QPixmapCache.insert(cached_as, pixmap)
    return pixmap


def _sheet(colours: Tokens) -> str:
    """The sheet in these colours."""
    named = {each.name: getattr(colours, each.name).name() for each in fields(colours) if each.type is QColor}
    named["hover"] = (colours.raised.lighter(118) if colours.is_dark else colours.raised.darker(104)).name()
    named["small"] = f"{round(0.86 * base_font().pixelSize())}px"
    return write(named, "dark" if colours.is_dark else "light")
