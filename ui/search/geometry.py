"""Where everything of the evidence view lies: rows and columns in pixels, without Qt."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ui.search.rows import Row, Scale

Box = tuple[float, float, float, float]
"""x, y, width, height."""

_COLUMN_MOST_PX = 180.0
_FILM_LEAST_PX, _FILM_MOST_PX = 46.0, 100.0
_FILM_SQUEEZED_PX = 26.0
_BETWEEN_TIMES_PX = 6.0


@dataclass(frozen=True, slots=True)
class Metrics:
    """What the layout needs to know of the font and the video. Units: pixels; aspect is width by height."""

    line_px: float
    digit_px: float
    aspect: float = 16 / 9


@dataclass(frozen=True, slots=True)
class Geometry:
    """A laid-out table. Filmstrip and times stand still at the top, rows scroll below, the foot stands below them.

    `tops` and `heights` belong to the rows, measured from the top of the scrolled part.
    """

    width: float
    label_px: float
    total_px: float
    column_px: float
    columns: int
    strip_px: float
    head_px: float
    tops: tuple[float, ...]
    heights: tuple[float, ...]
    foot_px: float
    crown_px: float
    """Room above the bars for star and value."""
    left_px: float = 0.0
    """How far the columns are scrolled to the left."""
    seen_px: float = 0.0
    """Width of the columns that is seen."""

    @property
    def rows_px(self) -> float:
        """Height of all rows."""
        return self.tops[-1] + self.heights[-1] if self.tops else 0.0

    @property
    def natural_px(self) -> float:
        """Height at which nothing needs scrolling."""
        return self.head_px + self.rows_px + self.foot_px

    @property
    def columns_end(self) -> float:
        """Right edge of the columns, as far as they are seen."""
        return self.label_px + self.seen_px

    @property
    def hidden_px(self) -> float:
        """How far the columns can be scrolled."""
        return max(0.0, self.column_px * self.columns - self.seen_px)

    def column_x(self, column: int) -> float:
        """Left edge of a column; outside of what is seen when it is scrolled away."""
        return self.label_px - self.left_px + column * self.column_px

    def frame_box(self, column: int) -> Box:
        """Where a frame's picture may be."""
        return self.column_x(column), 4.0, self.column_px, self.strip_px

    def time_box(self, column: int) -> Box:
        """Where a frame's timecode is."""
        return (
            self.column_x(column),
            self.strip_px + 6,
            self.column_px,
            self.head_px - self.strip_px - 8,
        )

    def row_box(self, row: int) -> Box:
        """The cells of a row, without label and total; y from the top of the scrolled part."""
        return self.column_x(0), self.tops[row], self.column_px * self.columns, self.heights[row]

    def cell_box(self, row: int, column: int) -> Box:
        """One cell; y from the top of the scrolled part."""
        return self.column_x(column), self.tops[row], self.column_px, self.heights[row]

    def zero_px(self, row: int, scale: Scale) -> float:
        """Where the bars of a row stand: as far above its bottom as the lowest negative bar needs."""
        return self._bottom(row) - self._room(row) * (-scale.low / _span(scale))

    def bar_box(self, row: int, column: int, value: float, scale: Scale) -> Box:
        """The bar of a value, standing on the zero line or hanging from it."""
        x, _, width, _ = self.cell_box(row, column)
        pad = min(3.0, width * 0.12)
        zero = self.zero_px(row, scale)
        length = abs(value) / _span(scale) * self._room(row)
        return x + pad, zero if value < 0 else zero - length, width - 2 * pad, length

    def _bottom(self, row: int) -> float:
        return self.tops[row] + self.heights[row] - 3

    def _room(self, row: int) -> float:
        return self.heights[row] - 4 - self.crown_px

    def column_at(self, x: float) -> int | None:
        """The column below the mouse."""
        if not self.label_px <= x < self.columns_end:
            return None
        return min(self.columns - 1, int((x - self.column_x(0)) // self.column_px))

    def row_at(self, y: float) -> int | None:
        """The row below the mouse; y from the top of the scrolled part."""
        for row, (top, height) in enumerate(zip(self.tops, self.heights, strict=True)):
            if top <= y < top + height:
                return row
        return None

    def time_labels(self, text_px: float) -> dict[int, Box]:
        """The columns below which a timecode is written, and where: inside the columns, clear of the one before."""
        first, end = self.column_x(0), self.column_x(self.columns)
        placed: dict[int, Box] = {}
        free_from = first
        for column in range(self.columns):
            x, y, width, height = self.time_box(column)
            left = min(max(x + (width - text_px) / 2, first), max(first, end - text_px))
            if left >= free_from:
                placed[column] = (left, y, text_px, height)
                free_from = left + text_px + _BETWEEN_TIMES_PX
        return placed


def lay_out(
    rows: Sequence[Row],
    columns: int,
    width: float,
    metrics: Metrics,
    room: float = math.inf,
    zoom: float = 1.0,
    left_px: float = 0.0,
) -> Geometry:
    """Give every row and column its place in a table of this width. `room` is the height there is.

    With `zoom` columns are so many times as wide, and scrolled by `left_px`. Where there is little height, first the
    pictures get smaller, then the foot goes: the tallest row is always seen.
    """
    line = metrics.line_px
    label = min(max(216.0, 16.5 * line), 0.36 * width)
    total = 7.0 * metrics.digit_px + 10
    for_columns = max(6.0, width - label - total)
    fitted = min(_COLUMN_MOST_PX, max(6.0, for_columns / max(1, columns)))
    column = min(fitted * max(1.0, zoom), max(fitted, _COLUMN_MOST_PX))
    seen = min(column * columns, for_columns)
    video = min(_FILM_MOST_PX, max(_FILM_LEAST_PX, (fitted - 6) / max(metrics.aspect, 0.4)))
    tops: list[float] = []
    heights: list[float] = []
    y = 0.0
    for row in rows:
        height = _row_px(row, line)
        tops.append(y)
        heights.append(height)
        y += height
    above, foot = line + 12, 2 * line + 16
    least = max(heights, default=0.0)
    if room < above + video + least + foot:
        video = max(min(video, _FILM_SQUEEZED_PX), room - above - least - foot)
        if room < above + video + least + foot:
            foot = 0.0
            video = max(min(video, _FILM_SQUEEZED_PX), min(video, room - above - least))
    return Geometry(
        width=width,
        label_px=label,
        total_px=total,
        column_px=column,
        columns=columns,
        strip_px=video,
        head_px=video + above,
        tops=tuple(tops),
        heights=tuple(heights),
        foot_px=foot,
        crown_px=0.8 * line,
        left_px=min(max(0.0, left_px), max(0.0, column * columns - seen)),
        seen_px=seen,
    )


def _span(scale: Scale) -> float:
    return (scale.high - scale.low) or 1.0


def _row_px(row: Row, line: float) -> float:
    """Phrases are the tallest: they are what was asked for."""
    if row.kind == "phrase":
        return round(2 * line + 12)
    if row.kind in ("centre", "assignment"):
        return round(line + 6)
    return round(1.7 * line + 9)
