"""One explained moment as the evidence view holds it: ledger, pictures, and what the user opened."""

import math
from collections.abc import Sequence
from fractions import Fraction

from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPalette

from core.values import Hit, Ledger, sum_line
from ui import safe_text, theme
from ui.search.evidence_scene import EvidenceScene
from ui.search.geometry import Geometry, Metrics, lay_out
from ui.search.ledger_rows import LedgerRow, Reading, Scales, has_centres, rows_of, scales_of


class EvidenceModel:
    """Knows its rows, and makes geometry and scene for a width and a font."""

    def __init__(self, ledger: Ledger, video: Sequence[QImage | None], hit: Hit, model: str = "") -> None:
        """`model` names whose score it is, where two models were asked."""
        self.ledger = ledger
        self.video = [*video, *[None] * len(ledger.times_s)][: len(ledger.times_s)]
        self.hit = hit
        self.model = model
        self.opened: frozenset[int] = frozenset()
        self.reading: Reading = "score"
        self.rows: tuple[LedgerRow, ...] = ()
        self._scales: Scales = scales_of(ledger)
        self.relist()

    @property
    def fps(self) -> Fraction | None:
        """Rate of the video, for timecodes."""
        return self.hit.video.info.fps if self.hit.video.info else None

    @property
    def has_centres(self) -> bool:
        """False for plain image-text models."""
        return has_centres(self.ledger)

    @property
    def all_rows(self) -> frozenset[int]:
        """Every row that can be opened: the phrases and, after them, the rest."""
        return frozenset(range(len(self.ledger.phrases) + 1))

    def keep_view_of(self, other: "EvidenceModel") -> None:
        """Take over what the user had opened, when the question is the same."""
        if not self.has_centres:
            return
        self.reading = other.reading
        if other.ledger.phrases == self.ledger.phrases:
            self.opened = other.opened
        self.relist()

    def relist(self) -> None:
        """List the rows again, after something was opened or closed."""
        self.rows = rows_of(self.ledger, self.opened, self.reading)

    def geometry(self, font: QFont, width: float, height: float = math.inf) -> Geometry:
        """The table laid out for a width, and for a height where that is small."""
        metrics = QFontMetricsF(font)
        sizes = Metrics(metrics.height(), metrics.horizontalAdvance("0"), self._aspect())
        return lay_out(self.rows, len(self.ledger.times_s), width, sizes, height)

    def scene(self, font: QFont, palette: QPalette, width: float, height: float) -> EvidenceScene:
        """Everything the painter needs, without mouse and keyboard."""
        return EvidenceScene(
            ledger=self.ledger,
            rows=self.rows,
            geometry=self.geometry(font, width, height),
            scales=self._scales,
            video=self.video,
            title=safe_text.name_of(self.hit.video.path),
            fps=self.fps,
            reading=self.reading,
            opened=self.opened,
            colours=theme.tokens(palette),
            font=font,
            height_px=height,
            model=safe_text.printable(self.model),
        )

    def table(self) -> list[list[str]]:
        """The numbers as a table with a head line, for export."""
        head = ["row", "centre", "words", *(f"{time:.3f} s" for time in self.ledger.times_s), "sum"]
        lines = [
            [row.label, str(row.centre + 1 or ""), " ".join(row.words), *map(str, row.values), str(row.values.sum())]
            for row in self.rows
        ]
        return [head, *lines]

    def spoken(self) -> str:
        """The whole view in one sentence, for screen readers."""
        best = self.ledger.best_frame + 1
        count = len(self.ledger.times_s)
        said = f"{safe_text.name_of(self.hit.video.path)}: {sum_line(self.ledger)}. Starts at frame {best} of {count}."
        return f"{said} {self.ledger.approximation}".rstrip()

    def _aspect(self) -> float:
        """Width by height of the pictures; of the video while none has come."""
        image = next((each for each in self.video if each is not None and not each.isNull()), None)
        if image is not None:
            return image.width() / max(1, image.height())
        info = self.hit.video.info
        return info.width_px / info.height_px if info is not None and info.height_px else 16 / 9
