"""One explained moment as the evidence view holds it: explanation, pictures, and what the user opened."""

import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPalette

from core.values import Explanation, Hit, Timecode, Video, source_timecode
from ui import safe_text, theme
from ui.search.evidence_columns import column_bounds, places_of
from ui.search.evidence_scene import EvidenceScene
from ui.search.geometry import Geometry, Metrics, lay_out
from ui.search.renderers import renderer_of
from ui.search.rows import Reading, Row, Scales
from ui.translate import translate
from ui.widgets.score_words import likes_line, sum_line


class EvidenceModel:
    """Knows its rows, and makes geometry and scene for a width and a font."""

    def __init__(self, explanation: Explanation, video: Sequence[QImage | None], hit: Hit, model: str = "") -> None:
        """`model` names whose score it is, where two models were asked."""
        self.explanation = explanation
        self.renderer = renderer_of(explanation)
        self.video = [*video, *[None] * len(explanation.times_s)][: len(explanation.times_s)]
        self.hit = hit
        self.model = model
        self.bounds = column_bounds(explanation, hit.segment)
        """Where columns begin and end. Units: seconds."""
        self.span: tuple[float | None, float | None] = None, None
        """In and out points. Units: seconds."""
        self.opened: frozenset[int] = frozenset()
        self.reading: Reading = "score"
        self.rows: tuple[Row, ...] = ()
        self._scales: Scales = self.renderer.scales()
        self.relist()

    @property
    def fps(self) -> Fraction | None:
        """Rate of the video, for timecodes."""
        return self.hit.video.info.fps if self.hit.video.info else None

    @property
    def start(self) -> Timecode | None:
        """The timecode recorded with the first frame of the clip."""
        return source_timecode(self.hit.video.info, 0.0)

    def set_video(self, video: Video) -> None:
        """More is known of the clip."""
        self.hit = replace(self.hit, video=video)

    @property
    def all_rows(self) -> frozenset[int]:
        """Every row that can be opened: the phrases and, after them, the rest."""
        return frozenset(range(len(self.explanation.phrases) + 1))

    def keep_view_of(self, other: "EvidenceModel") -> None:
        """Take over what the user had opened, when the question is the same."""
        if not self.renderer.can_open:
            return
        self.reading = other.reading
        if other.explanation.phrases == self.explanation.phrases:
            self.opened = other.opened
        self.relist()

    def shows_frames_of(self, other: "EvidenceModel") -> bool:
        """Whether both explain the same frames, as before and after something was muted."""
        is_same = self.hit.segment.id == other.hit.segment.id
        return is_same and list(self.explanation.times_s) == list(other.explanation.times_s)

    def relist(self) -> None:
        """List the rows again, after something was opened or closed."""
        self.rows = self.renderer.rows(self.opened, self.reading)

    def place_of(self, row: Row, of: "EvidenceModel") -> int:
        """Where a row of `of` stands here: the same one, else that of its phrase, else the first."""
        wanted, phrase = (row.centre, of._phrase_of(row)), (-1, of._phrase_of(row))
        found = [(each.centre, self._phrase_of(each)) for each in self.rows]
        return next((found.index(key) for key in (wanted, phrase) if key in found), 0)

    def _phrase_of(self, row: Row) -> str | None:
        """The words of a row's phrase; "" for the rest, None for rows of no phrase."""
        phrases = self.explanation.phrases
        return None if row.phrase < 0 else phrases[row.phrase].text if row.phrase < len(phrases) else ""

    def geometry(
        self, font: QFont, width: float, height: float = math.inf, zoom: float = 1.0, left_px: float = 0.0
    ) -> Geometry:
        """The table laid out for a width, and for a height where that is small; see `lay_out`."""
        metrics = QFontMetricsF(font)
        sizes = Metrics(metrics.height(), metrics.horizontalAdvance("0"), self._aspect())
        return lay_out(self.rows, len(self.explanation.times_s), width, sizes, height, zoom, left_px)

    def scene(
        self,
        font: QFont,
        palette: QPalette,
        width: float,
        height: float,
        zoom: float = 1.0,
        left_px: float = 0.0,
    ) -> EvidenceScene:
        """Everything the painter needs, without mouse and keyboard."""
        return EvidenceScene(
            explanation=self.explanation,
            renderer=self.renderer,
            rows=self.rows,
            geometry=self.geometry(font, width, height, zoom, left_px),
            scales=self._scales,
            video=self.video,
            title=safe_text.name_of(self.hit.video.path),
            fps=self.fps,
            reading=self.reading,
            opened=self.opened,
            colours=theme.tokens(palette),
            font=font,
            height_px=height,
            start=self.start,
            span=places_of(self.bounds, *self.span),
            model=safe_text.printable(self.model),
        )

    def table(self) -> list[list[str]]:
        """The numbers as a table with a head line, for export; with the recorded timecode where there is one."""
        head = ["row", "centre", "words", *map(self._head_of, self.explanation.times_s), "sum"]
        lines = [
            [
                _label_of(row),
                str(row.centre + 1 or ""),
                " ".join(row.words),
                *map(str, row.values),
                str(row.values.sum()),
            ]
            for row in self.rows
        ]
        return [head, *lines]

    def _head_of(self, time_s: float) -> str:
        """Seconds from the start of the file, then the timecode recorded in it."""
        head = f"{time_s:.3f} s"
        if self.start is None:
            return head
        source = translate("Search", "TC {at}").format(at=self.start.at(time_s))
        return f"{head} ({source})"

    def spoken(self) -> str:
        """The whole view in one sentence, for screen readers."""
        shown, name = self.explanation, safe_text.name_of(self.hit.video.path)
        said = translate("Search", "{name}: {sum_line}. Starts at frame {number} of {total}.").format(
            name=name,
            sum_line=", ".join(filter(None, (sum_line(shown), likes_line(shown)))),
            number=shown.best_frame + 1,
            total=len(shown.times_s),
        )
        return f"{said} {shown.approximation}".rstrip()

    def _aspect(self) -> float:
        """Width by height of the pictures; of the video while none has come."""
        image = next((each for each in self.video if each is not None and not each.isNull()), None)
        if image is not None:
            return image.width() / max(1, image.height())
        info = self.hit.video.info
        return info.width_px / info.height_px if info is not None and info.height_px else 16 / 9


def _label_of(row: Row) -> str:
    return translate("Search", "{label} (muted)").format(label=row.label) if row.is_muted else row.label
