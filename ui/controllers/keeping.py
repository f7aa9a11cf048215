"""What a person says of clips: stars, picked or rejected, tags; all of it can be undone."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand, QUndoStack

from core.lane import Lane, Priority
from core.library import Library
from core.values import Flag, KeptChange, Video
from ui import safe_text
from ui.browse.tags_dialog import TagsDialog
from ui.notices import Action, Notice
from ui.tasks import Tasks
from ui.translate import translate
from ui.widgets import amounts
from ui.window.main_window import MainWindow

_UNDO_LIMIT = 200
_STEP_NOTICE = "step"


class KeepingController(QObject):
    """Marks the selected clips. Thread: main; the work is done on the engine lane."""

    def __init__(self, window: MainWindow, library: Library, engine: Lane, tasks: Tasks) -> None:
        super().__init__(window)
        self._window, self._library, self._engine, self._tasks = window, library, engine, tasks
        self._dialog: TagsDialog | None = None
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(_UNDO_LIMIT)
        self.undo_stack.indexChanged.connect(self._forget_notice)
        for changed in (self.undo_stack.undoTextChanged, self.undo_stack.redoTextChanged):
            changed.connect(self._name_steps)
        for changed in (self.undo_stack.canUndoChanged, self.undo_stack.canRedoChanged):
            changed.connect(self._name_steps)
        self._name_steps()

    def _name_steps(self) -> None:
        """The menu says what would be undone, and done again. A method: its connections end with this object."""
        undo, redo, stack = self._window.actions_["edit.undo"], self._window.actions_["edit.redo"], self.undo_stack
        undo.setText(" ".join((translate("Controllers", "Undo"), stack.undoText())).rstrip())
        redo.setText(" ".join((translate("Controllers", "Redo"), stack.redoText())).rstrip())
        undo.setEnabled(stack.canUndo())
        redo.setEnabled(stack.canRedo())

    # ---- marking

    def rate(self, rating: int) -> None:
        """Give the selected clips 0 to 5 stars."""
        self._mark(translate("Controllers", "rating"), lambda ids: self._library.rate(ids, rating))

    def flag(self, flag: Flag) -> None:
        """Pick or reject the selected clips; what they all are already is taken back."""
        videos = self._window.selected_videos()
        wanted: Flag = "" if videos and all(video.marks.flag == flag for video in videos) else flag
        self._mark(translate("Controllers", "pick"), lambda ids: self._library.flag(ids, wanted))

    def seen(self) -> None:
        """Mark the selected clips as seen; as not seen, when they all are."""
        videos = self._window.selected_videos()
        wanted = not (videos and all(video.marks.seen for video in videos))
        self._mark(translate("Controllers", "seen"), lambda ids: self._library.mark_seen(ids, wanted))

    def edit_tags(self) -> None:
        """Let the user write the tags of the selected clips."""
        videos = self._window.selected_videos()
        if videos:
            self._tasks.start(self._open_tags(videos))

    async def _open_tags(self, videos: Sequence[Video]) -> None:
        known = await self._tasks.ask(self._engine, Priority.BROWSE, self._library.tags)
        name = amounts.clips(len(videos)) if len(videos) > 1 else safe_text.name_of(videos[0].path)
        shared = set.intersection(*(set(video.marks.tags) for video in videos))
        dialog = TagsDialog(self._window, name, sorted(shared), [use.name for use in known])
        dialog.accepted.connect(lambda: self._write_tags([video.id for video in videos], shared, dialog.tags))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        self._dialog = dialog

    def _write_tags(self, ids: Sequence[int], before: set[str], tags: Sequence[str]) -> None:
        removed, added = before - set(tags), [tag for tag in tags if tag not in before]
        if not removed and not added:
            return
        self._tasks.start(
            self.do(translate("Controllers", "tags"), lambda: self._library.change_tags(ids, added, removed))
        )

    def _mark(self, title: str, change: Callable[[Sequence[int]], KeptChange]) -> None:
        ids = [video.id for video in self._window.selected_videos()]
        if ids:
            self._tasks.start(self.do(title, lambda: change(ids)))

    async def do(self, title: str, work: Callable[[], KeptChange]) -> KeptChange:
        """Change what is kept, as a step that can be undone. Raises: C2VError."""
        change = await self._tasks.ask(self._engine, Priority.BROWSE, work)
        if change.left_out:
            count = amounts.clips(len(change.left_out))
            text = translate("Controllers", "{clips} could not be marked: not indexed yet.").format(clips=count)
            self._window.notices.show_notice(Notice("warning", text, "", "keeping"))
        if not change.is_empty:
            self.undo_stack.push(_KeptCommand(title, change, self._undo))
        return change

    def note(self, title: str, change: KeptChange) -> None:
        """Something was changed elsewhere; it can be undone here."""
        if not change.is_empty:
            self.undo_stack.push(_KeptCommand(title, change, self._undo))

    def note_all(self, title: str, changes: Sequence[KeptChange]) -> None:
        """The same for several changes that are undone as one, the last one first."""
        self.undo_stack.beginMacro(title)
        for change in changes:
            self.note(title, change)
        self.undo_stack.endMacro()

    def show_done(self, title: str, hint: str = "", *actions: Action, stays: bool = False) -> None:
        """Say what the newest step did; the notice goes with the next step, and when this one is undone."""
        self._window.notices.show_notice(Notice("done", title, hint, _STEP_NOTICE, fades=not stays), *actions)

    def undo_action(self) -> Action:
        """A button for `show_done`: takes back the step that the notice tells of."""
        return translate("Controllers", "Undo"), self.undo_stack.undo

    def _forget_notice(self) -> None:
        """Its step is no longer the newest: what it says may be undone, and its button would undo something else."""
        self._window.notices.dismiss(_STEP_NOTICE)

    # ---- undoing

    def _undo(self, command: "_KeptCommand", change: KeptChange) -> None:
        self._tasks.start(self._write_back(command, change))

    async def _write_back(self, command: "_KeptCommand", change: KeptChange) -> None:
        """What was written has to be undone by what it returns: the library may renumber rows."""
        try:
            command.change = await self._tasks.ask(self._engine, Priority.BROWSE, self._library.undo_kept, change)
        except Exception:
            self.undo_stack.clear()  # the steps before it speak of what is not so
            raise


class _KeptCommand(QUndoCommand):
    """A step that is done already; undoing it and doing it again are the same: what was written is taken back."""

    def __init__(self, title: str, change: KeptChange, undo: Callable[["_KeptCommand", KeptChange], None]) -> None:
        super().__init__(title)
        self.change = change
        self._write_back = undo
        self._is_done = False

    def redo(self) -> None:
        """Called once when it is pushed, when there is nothing to do."""
        if self._is_done:
            self._write_back(self, self.change)
        self._is_done = True

    def undo(self) -> None:
        """Take back what was written last."""
        self._write_back(self, self.change)
