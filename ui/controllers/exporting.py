"""Exports moments: chosen on the engine lane, planned and written on the lane of the pictures."""

import os
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from core.errors import C2VError, Cancelled
from core.export import (
    ChosenMoment,
    ExportPlan,
    FindPicture,
    HandoffMoment,
    HandoffOptions,
    SubclipOutcome,
    SubclipPlan,
    SubclipStep,
    chosen_of_hit,
    measure_subclips,
    plan_export,
    plan_subclips,
    write_subclips,
)
from core.lane import Priority
from core.library import Library
from core.library.handing_over import chosen_hits, chosen_in_collection, chosen_moments
from core.library_reader import LibraryReader
from core.ports import SubclipMaker
from core.values import BASKET_ID, TRANSCODES, Answer, Changes, Hit, Moment, Query, Video, frame_middle_s
from ui.browse.card import Card
from ui.controllers.selection import show_in_file_manager
from ui.controllers.services import Services
from ui.handoff.choices import ExportMemory
from ui.handoff.export_dialog import ExportDialog, ExportSource
from ui.handoff.export_kinds import ExportKind, ExportOrder, SubclipOrder
from ui.handoff.export_words import subclips_written_words, written_words
from ui.handoff.parts import error_words
from ui.library_model import LibraryModel
from ui.notices import Notice, words
from ui.tasks import Tasks
from ui.translate import translate
from ui.widgets import amounts
from ui.window.main_window import MainWindow

Span = tuple[Fraction, Fraction] | None
Choosing = Generator[None, None, list[ChosenMoment]]
SELECTED, RESULTS, KEPT = "selected", "results", "kept"
_Step = TypeVar("_Step")
_Made = TypeVar("_Made")
_CHOOSING, _PLANNING, _WRITING, _MEASURING = "export-moments", "export-plan", "export", "export-measure"


@dataclass(frozen=True, slots=True)
class ExportOffer:
    """What the window shows and has selected now, from which moments can be exported."""

    cards: Sequence[Card] = ()
    """The selected ones."""
    spans: Sequence[Span] = ()
    """Their in and out points, where these were set."""
    answer: Answer | None = None
    kept: Sequence[Moment] = ()
    """Selected in the basket."""


class ExportController(QObject):
    """One dialog, which stays open. Thread: main."""

    _progressed = Signal(float)
    _measured = Signal(int, object)
    """Number of the measuring, and a SubclipStep."""
    _stepped = Signal(object)
    """A SubclipStep of what is written."""

    def __init__(self, window: MainWindow, services: Services, library_model: LibraryModel, tasks: Tasks) -> None:
        super().__init__(window)
        self._window, self._services, self._tasks = window, services, tasks
        self._library_model = library_model
        self._choosers: dict[str, Callable[[Library], Choosing]] = {}
        self._moments: list[ChosenMoment] = []
        self._known = ""
        """Key of the source that these moments are of."""
        self._is_writing = False
        self._measuring = 0
        self._outcomes: list[SubclipOutcome] = []
        """Of subclips that are being written."""
        here = services.subclips.transcodes()
        missing = [each for each in TRANSCODES if each not in here]
        self._memory = ExportMemory(window.export_memory, self._keep, services.choices)
        self.dialog = dialog = ExportDialog(self._memory, missing, window)
        dialog.plan_asked.connect(lambda: tasks.start(self._plan()))
        dialog.export_asked.connect(self._start)
        dialog.stop_asked.connect(lambda: tasks.forget(_WRITING))
        dialog.finished.connect(lambda _: self._end_measuring())
        self._measured.connect(self._show_measured)
        self._stepped.connect(self._show_step)
        dialog.reveal_asked.connect(show_in_file_manager)
        self._progressed.connect(self._show_progress)

    def open(self, key: str, offer: ExportOffer) -> None:
        """Show what can be exported; `key`: what is meant."""
        sources = self._offer(offer)
        self.dialog.refresh()
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()
        self.dialog.show_sources(sources, key)

    def follow(self, changes: Changes) -> None:
        """What is kept has changed, or clips have: the plan is made again."""
        if self.dialog.isVisible() and not self._is_writing and (changes.kept or changes.videos or changes.removed):
            self._known = ""
            self._tasks.start(self._plan())

    # ---- what can be exported

    def _offer(self, offer: ExportOffer) -> list[ExportSource]:
        sources = list[ExportSource]()
        self._choosers, self._known = {}, ""

        def add(key: str, title: str, name: str, choose: Callable[[Library], Choosing]) -> None:
            sources.append(ExportSource(key, title, name))
            self._choosers[key] = choose

        answer = offer.answer
        asked = answer.query.sentence if answer is not None else ""
        selects = translate("Controllers", "Selects")
        if offer.cards:
            title = translate("Controllers", "Selected: {moments}").format(moments=amounts.moments(len(offer.cards)))
            query = answer.query if answer is not None else None
            add(SELECTED, title, asked or selects, lambda library: _choose_cards(library, query, offer))
        if answer is not None and answer.hits:
            title = translate("Controllers", "All results: {moments}").format(moments=amounts.moments(len(answer.hits)))
            add(RESULTS, title, asked or selects, lambda library: chosen_hits(library, answer.query, answer.hits))
        if offer.kept:
            title = translate("Controllers", "Selected in the basket: {moments}").format(
                moments=amounts.moments(len(offer.kept))
            )
            add(KEPT, title, selects, lambda library: _choose_kept(library, offer.kept))
        for kept in self._library_model.kept:
            mine = kept.collection
            if not mine.is_smart:
                name = translate("Controllers", "Basket") if mine.id == BASKET_ID else mine.name
                title = translate("Controllers", "{collection}: {moments}").format(
                    collection=name, moments=amounts.moments(kept.moments)
                )
                add(collection_key(mine.id), title, name, partial(_choose_collection, collection_id=mine.id))
        return sources

    # ---- planning and writing

    async def _plan(self) -> None:
        dialog, services = self.dialog, self._services
        source, target = dialog.chosen_source, dialog.target
        if source is None or source.key not in self._choosers:
            return
        self._end_measuring()
        try:
            if self._known != source.key:
                choose = self._choosers[source.key]
                self._moments = await self._tasks.ask(
                    services.engine, Priority.BROWSE, choose, services.library, newest=_CHOOSING
                )
                self._known = source.key
            options, kind = dialog.options, dialog.kind
            if kind.is_folder:
                await self._plan_subclips(dialog.how, target or Path.home(), options)
                return
            if kind.shows_pictures:
                options = replace(options, find_picture=_picture_finder(services.reader, self._moments))
            plan, is_taken = await self._tasks.ask(
                services.pictures, Priority.BROWSE, _planned, self._moments, kind.key, options, target, newest=_PLANNING
            )
        except ValueError as error:  # of a timecode that is none
            dialog.show_trouble(str(error))
            return
        except C2VError as error:
            if isinstance(error, Cancelled):
                raise
            dialog.show_trouble(error_words(error))
            return
        dialog.show_plan(plan, is_taken=is_taken)

    async def _plan_subclips(self, how: str, folder: Path, options: HandoffOptions) -> None:
        """Say which files there will be, and then what copies really begin and end with. Raises: C2VError."""
        services, dialog = self._services, self.dialog
        plan, taken = await self._tasks.ask(
            services.pictures,
            Priority.BROWSE,
            _planned_subclips,
            self._moments,
            how,
            folder,
            options,
            services.subclips.transcodes(),
            newest=_PLANNING,
        )
        dialog.show_subclips(plan, taken)
        if self._is_writing:  # the maker does one thing at a time
            return
        wanted = SubclipOrder(plan, taken).wanted
        self._measuring += 1
        tell = partial(self._measured.emit, self._measuring)
        outcomes = await self._tasks.ask(
            services.files,
            Priority.BROWSE,
            _reporting,
            measure_subclips(wanted, services.subclips),
            tell,
            newest=_MEASURING,
        )
        dialog.show_measured(plan, outcomes)

    def _end_measuring(self) -> None:
        self._measuring += 1
        self._tasks.forget(_MEASURING)

    def _show_measured(self, number: int, step: SubclipStep) -> None:
        if number == self._measuring and step.outcome is not None:
            self.dialog.subclips.show_outcome(step.outcome)

    def _start(self, order: ExportOrder | SubclipOrder) -> None:
        if isinstance(order, SubclipOrder):
            self._end_measuring()
            self._tasks.start(self._write_subclips(order.wanted, self._services.subclips))
        else:
            self._tasks.start(self._export(order, self.dialog.kind))

    async def _write_subclips(self, plan: SubclipPlan, maker: SubclipMaker) -> None:
        dialog = self.dialog
        self._is_writing, self._outcomes = True, []
        dialog.show_progress(0.0)
        is_stopped = False
        try:
            outcomes = await self._tasks.ask(
                self._services.files,
                Priority.INGEST,
                _reporting,
                write_subclips(plan, maker),
                self._stepped.emit,
                newest=_WRITING,
            )
        except Cancelled:
            outcomes, is_stopped = self._outcomes, True
        except C2VError as error:
            self._is_writing = False
            dialog.show_trouble(error_words(error))
            if not dialog.isVisible():
                self._window.notices.show_notice(words(error))
            return
        self._is_writing = False
        dialog.show_subclips_written(outcomes, plan.folder, is_stopped=is_stopped)
        if dialog.isVisible() or is_stopped:
            return
        made = [each.planned.target for each in outcomes if each.is_written]
        text = subclips_written_words(outcomes, plan.folder, is_stopped=False)
        if made:
            show = translate("Controllers", "Show in file manager"), lambda: show_in_file_manager(made[0])
            self._window.notices.show_notice(Notice("done", text, "", "export"), show)
        else:
            self._window.notices.show_notice(Notice("error", text, "", "export"))

    def _show_step(self, step: SubclipStep) -> None:
        if not self._is_writing:
            return
        if step.outcome is not None:
            self._outcomes.append(step.outcome)
            self.dialog.subclips.show_outcome(step.outcome)
        self.dialog.show_progress(step.share)

    async def _export(self, request: ExportOrder, kind: ExportKind) -> None:
        dialog = self.dialog
        self._is_writing = True
        dialog.show_progress(0.0)
        try:
            paths = await self._tasks.ask(
                self._services.pictures,
                Priority.INGEST,
                _written,
                kind,
                request,
                self._progressed.emit,
                newest=_WRITING,
            )
        except Cancelled:
            self._is_writing = False
            dialog.show_stopped()
            raise
        except C2VError as error:
            self._is_writing = False
            dialog.show_trouble(error_words(error))
            if not dialog.isVisible():
                self._window.notices.show_notice(words(error))
            return
        self._is_writing = False
        dialog.show_written(paths)
        if not dialog.isVisible():
            show = translate("Controllers", "Show in file manager"), lambda: show_in_file_manager(paths[0])
            self._window.notices.show_notice(Notice("done", written_words(paths), "", "export"), show)

    def _show_progress(self, share: float) -> None:
        if self._is_writing:
            self.dialog.show_progress(share)

    def _keep(self, text: str) -> None:
        self._window.export_memory = text


def collection_key(collection_id: int) -> str:
    """Of the source that a collection is."""
    return f"collection-{collection_id}"


def _planned(
    moments: Sequence[ChosenMoment], format_: str, options: HandoffOptions, target: Path | None
) -> tuple[ExportPlan, bool]:
    """The plan, and whether there is a file of this name. Thread: the lane of the pictures. Raises: ValueError."""
    return plan_export(moments, format_, options), target is not None and os.path.lexists(target)


def _planned_subclips(
    moments: Sequence[ChosenMoment], how: str, folder: Path, options: HandoffOptions, here: Sequence[str]
) -> tuple[SubclipPlan, frozenset[int]]:
    """The plan, and the numbers of subclips whose files are there. Thread: the lane of the pictures."""
    plan = plan_subclips(moments, how, folder, options, here=here)
    return plan, frozenset(each.number for each in plan.subclips if os.path.lexists(each.target))


def _reporting(steps: Generator[_Step, None, _Made], tell: Callable[[_Step], object]) -> Generator[None, None, _Made]:
    """Carry steps out, and tell each; ended at a yield, they are closed, and no half file is left.

    Thread: a lane. Raises: C2VError.
    """
    try:
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                made: _Made = end.value
                return made
            tell(step)
            yield
    finally:
        steps.close()


def _written(
    kind: ExportKind, request: ExportOrder, tell: Callable[[float], object]
) -> Generator[None, None, list[Path]]:
    """Carry an export out, begun where it runs. Thread: the lane of the pictures. Raises: C2VError."""
    return (yield from _reporting(kind.run(request), tell))


def _choose_cards(library: Library, query: Query | None, offer: ExportOffer) -> Choosing:
    """Selected cards: moments with what found them, or whole clips; points that were set by hand come first."""
    chosen = list[ChosenMoment]()
    for card, span in zip(offer.cards, offer.spans, strict=True):
        moment = ChosenMoment(card.video.path, card.video)
        if card.hit is not None:
            moment = yield from _choose_hit(library, query, card.hit)
        if span is not None:
            moment = replace(moment, start_s=span[0], end_s=span[1])
        chosen.append(moment)
    return chosen


def _choose_hit(library: Library, query: Query | None, hit: Hit) -> Generator[None, None, ChosenMoment]:
    if query is None:
        return chosen_of_hit(hit)
    return (yield from chosen_hits(library, query, [hit]))[0]


def _choose_kept(library: Library, moments: Sequence[Moment]) -> Choosing:
    yield
    return chosen_moments(library, moments)


def _choose_collection(library: Library, collection_id: int) -> Choosing:
    yield
    return chosen_in_collection(library, collection_id)


def _picture_finder(reader: LibraryReader, chosen: Sequence[ChosenMoment]) -> FindPicture:
    """Pictures of chosen clips, by their content. Thread: the lane of the pictures."""
    videos: dict[str, Video] = {}
    for each in chosen:
        if each.video is not None and each.video.info is not None:
            videos[each.video.info.fingerprint] = each.video

    def find(moment: HandoffMoment, frame: int) -> bytes | None:
        video = videos.get(moment.media.fingerprint)
        if video is None:
            return None
        try:
            return reader.picture(video, float(frame_middle_s(frame, moment.media.rate)))
        except C2VError:  # such as of a drive that is away: its place stays empty
            return None

    return find
