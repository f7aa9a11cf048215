"""Pairs of moment and caption: where they come from, and what is wrong with them."""

import random
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from c2v_desktop.finetune_wizard.wizard_context import WizardContext
from core.errors import C2VError
from core.values.teaching import CheckedPairs, Pair, TeachingPlan
from ui import safe_text
from ui.finetune.teaching_parts import Thumbnail
from ui.finetune.teaching_text import error_text
from ui.translate import translate
from ui.widgets import formatting

_SAMPLES = 5
"""A row of the page."""


class PairFlow(QObject):
    """Steers the pages of captions and of the check."""

    def __init__(self, context: WizardContext) -> None:
        super().__init__(context)
        self._context = context
        self._page, self._check_page = context.window.pairs, context.window.check
        self.checked: CheckedPairs | None = None
        self.is_checking = False
        self._checked_for: object = None
        """The sources it was checked with; others make it old."""
        self._samples_from = 0
        self._page.kept_wanted.connect(self._want_kept)
        self._page.files_added.connect(self.add)
        self._page.removed.connect(self._remove)
        self._page.template_asked.connect(self._save_template)
        self._check_page.again_asked.connect(lambda: context.start(self.check()))
        self._check_page.others_asked.connect(self._show_others)
        self._check_page.index_asked.connect(self._index)

    @property
    def has_sources(self) -> bool:
        """There is something to read pairs from."""
        return self._context.state.with_kept or bool(self._context.state.sources)

    @property
    def usable(self) -> int:
        """How many pairs can be used; 0 while that is not known."""
        return self.checked.usable if self.checked is not None else 0

    def plan(self) -> TeachingPlan:
        """What the engine is to learn."""
        state = self._context.state
        return TeachingPlan(state.way or "words", self.checked or CheckedPairs(), settings=state.settings)

    # ---- sources

    def show(self) -> None:
        """As it was left."""
        state = self._context.state
        self._page.kept.setChecked(state.with_kept)
        self._page.show_sources(state.sources)
        self.count_kept()

    def count_kept(self) -> None:
        """How much there is in the library now."""
        self._context.start(self._context.on_page(self._page, self._count_kept()))

    async def _count_kept(self) -> None:
        counts = await self._context.host.kept_counts()
        self._page.show_kept(counts.captions, counts.judgements)

    def add(self, paths: Sequence[Path]) -> None:
        """Read pairs from these too."""
        self._page.say()
        self._use(tuple(dict.fromkeys([*self._context.state.sources, *paths])))

    def _remove(self, paths: Sequence[Path]) -> None:
        self._use(tuple(path for path in self._context.state.sources if path not in paths))

    def _use(self, sources: tuple[Path, ...]) -> None:
        self._context.keep(sources=sources)
        self._page.show_sources(sources)
        self._age()

    def _want_kept(self, wanted: bool) -> None:
        self._context.keep(with_kept=wanted)
        self._age()

    def _age(self) -> None:
        """What was checked is not what there is now."""
        if self._checked_for != self._asked_for():
            self.checked = None
            self._check_page.show_checked(None)
            self._check_page.show_samples(())
        self._context.changed.emit()

    def _asked_for(self) -> object:
        state = self._context.state
        return state.sources, state.with_kept, state.settings.seed

    def _save_template(self, path: Path) -> None:
        self._context.start(self._context.on_page(self._page, self._write_template(path)))

    async def _write_template(self, path: Path) -> None:
        await self._context.ask(_write_template, path)
        self._page.say(
            translate("Finetune", "Template saved as {file}. Fill it in and add it here.").format(file=path.name), "ok"
        )

    # ---- check

    def check_if_needed(self) -> None:
        """Unless it was checked as it is; kept captions may have become more at any time."""
        if self.checked is None or self._checked_for != self._asked_for() or self._context.state.with_kept:
            self._context.start(self.check())

    async def check(self) -> bool:
        """Read all pairs; True when that went well."""
        context, page, state = self._context, self._check_page, self._context.state
        asked_for = self._asked_for()
        self.is_checking = True
        page.say(translate("Finetune", "Reading captions and clips…"), "muted", is_busy=True)
        context.changed.emit()
        try:
            checked = await context.ask(
                context.engine.check, state.sources, state.with_kept, state.settings.seed, newest="teaching-check"
            )
        except C2VError as error:
            self.is_checking = False
            page.show_checked(None)
            page.say(error_text(error), "error")
            self.checked = None
            context.changed.emit()
            return False
        self.is_checking = False
        self.checked, self._checked_for = checked, asked_for
        page.say()
        page.show_checked(checked)
        self._samples_from = 0
        self._show_others()
        context.changed.emit()
        return True

    def _show_others(self) -> None:
        """Some pairs at a time, in an order of their own, from the beginning again after the last."""
        if self.checked is None:
            return
        usable = [pair for pair, split in zip(self.checked.pairs, self.checked.splits, strict=True) if split]
        random.Random(len(usable)).shuffle(usable)
        start = self._samples_from if self._samples_from < len(usable) else 0
        self._samples_from = start + _SAMPLES
        self._check_page.show_samples([self._thumbnail(pair) for pair in usable[start : start + _SAMPLES]])

    def _thumbnail(self, pair: Pair) -> Thumbnail:
        video = self._context.find(pair.path)
        at_s = middle_s(pair, video.info.duration_s if video is not None and video.info is not None else 0.0)
        where = f"{safe_text.name_of(pair.path)} · {formatting.duration(at_s)}"
        return Thumbnail(video, at_s, pair.caption, f"{pair.caption}\n{where}")

    def _index(self) -> None:
        """Add what is not indexed; the check can be made again when that is done."""
        if self.checked is None:
            return
        paths = [
            self.checked.pairs[each.pair].path
            for each in self.checked.problems
            if each.kind == "not_indexed" and each.pair is not None
        ]
        self._context.host.index(list(dict.fromkeys(paths)))
        self._check_page.say(
            translate("Finetune", "Indexing has started. Check again once the main window says it is done."), "muted"
        )


def middle_s(pair: Pair, duration_s: float) -> float:
    """The middle of a pair's stretch; of a whole clip, of the clip."""
    start = float(pair.start_s) if pair.start_s is not None else 0.0
    end = float(pair.end_s) if pair.end_s is not None else max(duration_s, start)
    return (start + end) / 2


def _write_template(path: Path) -> None:
    """An example table, as spreadsheet programs like it. Thread: any. Raises: C2VError."""
    from core.finetune.pairs import save_template

    save_template(path)
