"""Which two models are asked, and how their answers are shown: not at all, in columns, or fused."""

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QObject, Signal

from core.errors import Cancelled
from core.lane import Lane, Priority
from core.library import Library
from core.values import Changes, EncoderSpec
from ui.notices import Notice
from ui.tasks import Tasks
from ui.translate import translate
from ui.window.main_window import MainWindow

Mode = Literal["one", "columns", "fused"]
Pair = tuple[EncoderSpec, EncoderSpec]
_COMMANDS: dict[str, Mode] = {"search.compare": "columns", "search.fuse": "fused"}
_LEARN_AFTER = frozenset({"model", "forget", ""})
"""Who has changed something; "" is several at once."""


class ComparisonController(QObject):
    """The two commands are there only while the library holds what two models saw."""

    changed = Signal()
    """The question is to be asked again, in another way."""

    def __init__(self, window: MainWindow, library: Library, engine: Lane, tasks: Tasks) -> None:
        super().__init__(window)
        self._window, self._library, self._engine, self._tasks = window, library, engine, tasks
        self.mode: Mode = "one"
        self.specs: Sequence[EncoderSpec] = ()
        self.pair: Pair | None = None
        self._has_asked = False
        """True while the process of a model beside the one in use may live."""
        self._offer()
        for command_id, mode in _COMMANDS.items():
            window.actions_[command_id].triggered.connect(lambda on, mode=mode: self.set_mode(mode if on else "one"))
        window.compare.fuse_asked.connect(lambda: self.set_mode("fused"))
        window.compare.back_asked.connect(lambda: self.set_mode("one"))
        window.grid.apart_asked.connect(lambda: self.set_mode("columns"))
        window.compare.pair_chosen.connect(self._choose)

    @property
    def asked(self) -> Pair | None:
        """The two models the next question goes to; None while one answers."""
        return None if self.mode == "one" else self.pair

    def follow(self, changes: Changes) -> None:
        """Another model answers, or one was forgotten."""
        if changes.initiator in _LEARN_AFTER:
            self.learn()

    def learn(self) -> None:
        """Read which models the library knows."""
        self._tasks.start(self._learn())

    def set_mode(self, mode: Mode) -> None:
        """Show answers in this way from now on."""
        if self.pair is None:
            mode = "one"
        before, self.mode = self.mode, mode
        for command_id, of in _COMMANDS.items():
            self._window.actions_[command_id].setChecked(mode == of)
        if mode == before:
            return
        if self._window.query.query is not None:
            self.changed.emit()
        elif mode == "one":
            self._retire()
        else:
            self._window.query.focus()
            words = (
                translate("Controllers", "shown side by side")
                if mode == "columns"
                else translate("Controllers", "combined in one ranking")
            )
            notice = Notice(
                "info",
                translate("Controllers", "Your next search uses two models, {words}.").format(words=words),
                "",
                "rivals",
                fades=True,
            )
            self._window.notices.show_notice(notice)

    def answered(self, pair: Pair | None) -> None:
        """An answer is shown; only now nobody asks for evidence of the one before."""
        if pair is not None:
            self._has_asked = True
        else:
            self._retire()

    def _retire(self) -> None:
        if self._has_asked:
            self._has_asked = False
            self._tasks.start(self._tasks.ask(self._engine, Priority.BROWSE, self._library.end_comparing))

    def _choose(self, pair: Pair) -> None:
        self.pair = pair
        self.changed.emit()

    async def _learn(self) -> None:
        try:
            found, answering = await self._tasks.ask(self._engine, Priority.BROWSE, self._read)
        except Cancelled:
            return
        self.specs = found
        keys = {spec.key for spec in found}
        if self.pair is None or any(spec.key not in keys for spec in self.pair):
            self.pair = _first_pair(found, answering)
        if self.pair is None:
            self.set_mode("one")
        self._offer()

    def _read(self) -> tuple[list[EncoderSpec], EncoderSpec | None]:
        """Thread: the engine lane."""
        return self._library.models(), self._library.status().encoder

    def _offer(self) -> None:
        for command_id in _COMMANDS:
            self._window.actions_[command_id].setVisible(self.pair is not None)


def _first_pair(found: Sequence[EncoderSpec], chosen: EncoderSpec | None) -> Pair | None:
    """The model in use, and the latest one beside it."""
    if len(found) < 2:
        return None
    first = next((spec for spec in found if chosen is not None and spec.key == chosen.key), found[-1])
    others = [spec for spec in found if spec.key != first.key]
    return first, others[-1]
