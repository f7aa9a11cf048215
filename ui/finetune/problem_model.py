"""Problems of pairs as rows of a table, narrowed to one kind. `data` only looks things up."""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.values.teaching import Pair, PairProblem, PairProblemKind
from ui import safe_text
from ui.finetune.teaching_text import problem_text
from ui.translate import noop, translate

KINDS: dict[PairProblemKind, str] = {
    "missing": noop("Finetune", "Clip not found"),
    "unreadable": noop("Finetune", "Cannot be read"),
    "not_indexed": noop("Finetune", "Not indexed"),
    "empty": noop("Finetune", "Caption empty"),
    "too_long": noop("Finetune", "Caption too long"),
    "duplicate": noop("Finetune", "Duplicate"),
    "leak": noop("Finetune", "In training and test"),
    "outside": noop("Finetune", "Times outside the clip"),
    "row": noop("Finetune", "Row not understood"),
    "encoding": noop("Finetune", "Text encoding"),
}
_HEAD = (
    noop("Finetune", "Problem"),
    noop("Finetune", "From"),
    noop("Finetune", "Clip"),
    noop("Finetune", "What is wrong, and what to do"),
)
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class ProblemModel(QAbstractTableModel):
    """One row a problem."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._problems: Sequence[PairProblem] = ()
        self._pairs: Sequence[Pair] = ()
        self._rows: Sequence[PairProblem] = ()
        self.kind: PairProblemKind | None = None

    def show_problems(self, pairs: Sequence[Pair], problems: Sequence[PairProblem]) -> None:
        """All of them."""
        self._pairs, self._problems = pairs, problems
        self.narrow(self.kind if self.kind in self.counts else None)

    def narrow(self, kind: PairProblemKind | None) -> None:
        """Only those of one kind; None shows all."""
        self.beginResetModel()
        self.kind = kind
        self._rows = [each for each in self._problems if kind is None or each.kind == kind]
        self.endResetModel()

    @property
    def counts(self) -> dict[PairProblemKind, int]:
        """How many there are of each kind that occurs, in the order of the table of kinds."""
        counted = Counter(each.kind for each in self._problems)
        return {kind: counted[kind] for kind in KINDS if counted[kind]}

    def text(self, row: int, column: int) -> str:
        """What a cell says."""
        problem = self._rows[row]
        pair = self._pairs[problem.pair] if problem.pair is not None and problem.pair < len(self._pairs) else None
        match column:
            case 0:
                return translate("Finetune", KINDS[problem.kind])
            case 1:
                return problem.origin or (pair.origin if pair is not None else "")
            case 2:
                return safe_text.name_of(pair.path) if pair is not None else ""
            case _:
                return problem_text(problem)

    # ---- asked by Qt

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """Number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """Number of columns."""
        return 0 if parent.isValid() else len(_HEAD)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """A cell."""
        if role == Qt.ItemDataRole.DisplayRole:
            return safe_text.printable(self.text(index.row(), index.column()))
        if role == Qt.ItemDataRole.ToolTipRole:
            return safe_text.tip(self.text(index.row(), index.column()))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        """Titles of columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return translate("Finetune", _HEAD[section])
        return None
