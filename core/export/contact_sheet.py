"""Contact sheets: pages with the pictures of each moment, what is known of it, and its phrases as heat strips.

Drawn with Pillow, so that the command line needs no window. A picture comes from whoever has some, as a JPEG.
"""

from __future__ import annotations

import io
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Final

from core.export.handoff import FindPicture, Handoff, HandoffMoment, HandoffOptions, OutputFile, PlacedMoment
from core.export.marker_text import one_line, score_of, stars, title_of

PAGE_PX: Final = (1240, 1754)
"""A4 at 150 dots an inch."""
DPI: Final = 150
PICTURES: Final = 4
MOST_PHRASES: Final = 4
_EDGE, _TEXT, _GAP, _ROW, _LINE_PX = 60, 330, 8, 22, 26
_COLOURS: Final = ((214, 120, 32), (38, 120, 190), (60, 150, 80), (160, 80, 170))
"""Of phrases, by their place."""
_INK, _FAINT, _LINE, _EMPTY = (20, 20, 20), (110, 110, 110), (200, 200, 200), (232, 232, 232)
_FONTS: Final = ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "Arial.ttf", "segoeui.ttf", "Helvetica.ttc")
_WIDE_FONTS: Final = ("NotoSansCJK-Regular.ttc", "msgothic.ttc", "Hiragino Sans GB.ttc", "PingFang.ttc")
"""For Chinese, Japanese and Korean."""
_FIRST_WIDE: Final = "\u2e80"

if TYPE_CHECKING:  # every command of the command line imports this module; few draw
    from PIL import Image, ImageFont

    Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def sheet_files(
    handoff: Handoff, find_picture: FindPicture | None, *, as_pdf: bool
) -> Generator[float, None, list[OutputFile]]:
    """One PDF, or a PNG for each page; yields how much is drawn, from 0 to 1."""
    pages: list[Image.Image] = []
    for page in draw_pages(handoff, find_picture):
        pages.append(page)
        yield min(1.0, len(pages) * _bands_on_a_page() / max(1, len(handoff.moments)))
    if as_pdf:
        file = io.BytesIO()
        first, *rest = pages
        first.save(file, "PDF", resolution=DPI, save_all=True, append_images=rest, title=one_line(handoff.title))
        return [OutputFile(".pdf", file.getvalue())]
    outputs = list[OutputFile]()
    for number, page in enumerate(pages, start=1):
        file = io.BytesIO()
        page.save(file, "PNG", dpi=(DPI, DPI), optimize=False)
        outputs.append(OutputFile(f".{number}.png" if len(pages) > 1 else ".png", file.getvalue()))
    return outputs


def draw_sheet_pdf(handoff: Handoff, options: HandoffOptions) -> Generator[float, None, list[OutputFile]]:
    """All pages in one PDF, page by page."""
    return sheet_files(handoff, options.find_picture, as_pdf=True)


def draw_sheet_png(handoff: Handoff, options: HandoffOptions) -> Generator[float, None, list[OutputFile]]:
    """A PNG for each page, page by page."""
    return sheet_files(handoff, options.find_picture, as_pdf=False)


def write_sheet_pdf(handoff: Handoff, options: HandoffOptions) -> list[OutputFile]:
    """All pages in one PDF."""
    return _finished(draw_sheet_pdf(handoff, options))


def write_sheet_png(handoff: Handoff, options: HandoffOptions) -> list[OutputFile]:
    """A PNG for each page."""
    return _finished(draw_sheet_png(handoff, options))


def _finished(drawing: Generator[float, None, list[OutputFile]]) -> list[OutputFile]:
    while True:
        try:
            next(drawing)
        except StopIteration as end:
            made: list[OutputFile] = end.value
            return made


def draw_pages(handoff: Handoff, find_picture: FindPicture | None) -> Iterator[Image.Image]:
    """The pages, each when it is full."""
    fonts = _Fonts()
    page, number = _Page(handoff, 1, fonts), 1
    for placed in handoff.placed:
        height = _height(placed)
        if not page.has_room(height):
            yield page.image
            number += 1
            page = _Page(handoff, number, fonts)
        page.add(placed, height, find_picture)
    yield page.image


def frames_shown(moment: HandoffMoment) -> list[int]:
    """Frames that stand for a moment: those that the search sampled, else some spread evenly."""
    if moment.media.is_still:
        return [moment.first]
    inside = [each for each in dict.fromkeys(moment.samples) if moment.first <= each < moment.end]
    if len(inside) > PICTURES:
        return [inside[(2 * at + 1) * len(inside) // (2 * PICTURES)] for at in range(PICTURES)]
    if inside:
        return inside
    length = moment.end - moment.first
    count = min(PICTURES, length)
    return [moment.first + (2 * at + 1) * length // (2 * count) for at in range(count)]


class _Fonts:
    """Text in a few sizes, in a font that has its letters where there is one."""

    def __init__(self) -> None:
        self._found: dict[tuple[int, bool], Font] = {}

    def of(self, size_px: int, text: str) -> Font:
        is_wide = any(letter >= _FIRST_WIDE for letter in text)
        key = (size_px, is_wide)
        if key not in self._found:
            self._found[key] = _load(size_px, is_wide)
        return self._found[key]


def _load(size_px: int, is_wide: bool) -> Font:
    from PIL import ImageFont

    for name in (*(_WIDE_FONTS if is_wide else ()), *_FONTS):
        try:
            return ImageFont.truetype(name, size_px)
        except OSError:
            continue
    return ImageFont.load_default(size_px)


class _Page:
    """A page that is filled from top to bottom."""

    def __init__(self, handoff: Handoff, number: int, fonts: _Fonts) -> None:
        from PIL import Image, ImageDraw

        self.image = Image.new("RGB", PAGE_PX, "white")
        self._draw, self._fonts = ImageDraw.Draw(self.image), fonts
        self._write((_EDGE, 36), handoff.title, 24, _INK, PAGE_PX[0] - 2 * _EDGE - 120)
        self._write((PAGE_PX[0] - _EDGE - 100, 40), f"page {number}", 18, _FAINT, 100)
        self._y = 90

    def has_room(self, height: int) -> bool:
        """False for a page that is full; an empty one takes whatever comes."""
        return self._y + height <= PAGE_PX[1] - _EDGE or self._y == 90

    def add(self, placed: PlacedMoment, height: int, find_picture: FindPicture | None) -> None:
        """A moment: text at the left, pictures at the right, strips below them."""
        moment, top = placed.moment, self._y
        self._draw.line((_EDGE, top, PAGE_PX[0] - _EDGE, top), fill=_LINE)
        for row, (text, size, colour) in enumerate(_lines(placed)):
            self._write((_EDGE, top + 10 + row * _LINE_PX), text, size, colour, _TEXT - 20)
        left, width, picture_height = _EDGE + _TEXT, _picture_px(), _picture_px() * 9 // 16
        frames = frames_shown(moment)
        for at, frame in enumerate(frames):
            box = (left + at * (width + _GAP), top + 10, left + at * (width + _GAP) + width, top + 10 + picture_height)
            self._picture(None if find_picture is None else find_picture(moment, frame), box)
        y = top + _strips_below(placed)
        for at, phrase in enumerate(moment.phrases[:MOST_PHRASES]):
            self._strip(phrase.values, (left, y + at * _ROW), at)
            self._write((_EDGE, y + at * _ROW - 2), phrase.text, 15, _COLOURS[at % len(_COLOURS)], _TEXT - 20)
        self._y += height

    def _picture(self, jpeg: bytes | None, box: tuple[int, int, int, int]) -> None:
        self._draw.rectangle(box, fill=_EMPTY)
        if jpeg is None:
            return
        from PIL import Image

        try:
            with Image.open(io.BytesIO(jpeg)) as opened:
                picture = opened.convert("RGB")
        except (OSError, ValueError):
            return
        picture.thumbnail((box[2] - box[0], box[3] - box[1]))
        x = box[0] + (box[2] - box[0] - picture.width) // 2
        self.image.paste(picture, (x, box[1] + (box[3] - box[1] - picture.height) // 2))

    def _strip(self, values: tuple[float, ...], place: tuple[int, int], phrase: int) -> None:
        """Cells from white to the colour of the phrase, the largest of its values darkest."""
        x, y = place
        width = PICTURES * (_picture_px() + _GAP) - _GAP
        most = max((each for each in values if each > 0), default=0.0)
        colour = _COLOURS[phrase % len(_COLOURS)]
        for at, value in enumerate(values):
            share = max(0.0, value) / most if most > 0 else 0.0
            fill = tuple(round(255 + (end - 255) * share) for end in colour)
            begin, end = x + at * width // len(values), x + (at + 1) * width // len(values)
            self._draw.rectangle((begin, y, max(begin, end - 2), y + _ROW - 8), fill=fill, outline=_LINE)

    def _write(self, place: tuple[int, int], text: str, size_px: int, colour: tuple[int, int, int], width: int) -> None:
        line = one_line(text)
        font = self._fonts.of(size_px, line)
        if self._draw.textlength(line, font=font) > width:
            fits = int(len(line) * width / max(1.0, self._draw.textlength(line, font=font)))
            while fits > 1 and self._draw.textlength(f"{line[:fits]}…", font=font) > width:
                fits -= 1
            line = f"{line[:fits]}…"
        self._draw.text(place, line, font=font, fill=colour)


def _lines(placed: PlacedMoment) -> list[tuple[str, int, tuple[int, int, int]]]:
    """Text of a moment with size and colour."""
    moment, media = placed.moment, placed.moment.media
    title, span = title_of(moment), f"{media.label(moment.first)} - {media.label(moment.end)}"
    rows = [
        (f"{placed.number}  {title}", 18, _INK),
        (media.name if title != media.name else media.reel, 15, _FAINT),
        ("" if media.is_still else span, 15, _INK),
        ("  ".join(part for part in (score_of(moment), stars(moment.rating), moment.flag) if part), 15, _FAINT),
        (", ".join(moment.tags), 15, _FAINT),
    ]
    return [each for each in rows if each[0]]


def _picture_px() -> int:
    return (PAGE_PX[0] - 2 * _EDGE - _TEXT - (PICTURES - 1) * _GAP) // PICTURES


def _strips_below(placed: PlacedMoment) -> int:
    """How far below the top of a moment its strips begin: under pictures and text. Units: pixels."""
    return 10 + max(_picture_px() * 9 // 16 + _GAP, len(_lines(placed)) * _LINE_PX)


def _height(placed: PlacedMoment) -> int:
    """Of a moment on a page. Units: pixels."""
    return _strips_below(placed) + min(len(placed.moment.phrases), MOST_PHRASES) * _ROW + 12


def _bands_on_a_page() -> int:
    return (PAGE_PX[1] - 90 - _EDGE) // 150
