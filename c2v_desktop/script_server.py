"""The window answers scripts, where its setting allows it: the server has a thread, the library its lane."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from c2v_desktop.paths import Places
from core.errors import C2VError, Cancelled
from core.lane import Lane, Priority
from core.settings import EncoderSettings, ScriptSettings, Settings
from ui.translate import translate
from ui.window.main_window import MainWindow
from ui.window.scripts_dialog import ScriptsDialog, ScriptState

if TYPE_CHECKING:  # loaded when scripts are allowed: it takes a second
    from c2v_desktop.serve.http_server import HttpServer
    from c2v_desktop.serve.subclip_jobs import ClosingMaker
    from core.export.kept_choices import KeptChoices
    from core.library import Library

_log = logging.getLogger(__name__)
Enter = Callable[[tuple[str, str], bool], bool]
Ask = tuple[Callable[..., Any], "Future[Any]"]


class WindowHost:
    """The window's library, for the server. Thread: any; jobs reach the lane through the main thread.

    Whoever hands a job to a lane frees what earlier jobs held, which may be Qt's: that is for the main thread alone.
    """

    def __init__(
        self,
        emit: Callable[[Ask], None],
        stop: Callable[["Future[Any]"], None],
        settings: Callable[[], Settings],
        places: Callable[[], Places],
    ) -> None:
        self._emit, self._stop, self._settings, self._places = emit, stop, settings, places
        self.stamp, self.can_change = "", False

    def ask(self, work: Callable[..., Any]) -> "Future[Any]":
        """Run a job on the engine lane, after what the person asks."""
        answer = Future[Any]()
        self._emit((work, answer))
        return answer

    change = ask

    def stop(self, future: "Future[Any]") -> None:
        """End a job at its next yield."""
        self._stop(future)

    def open_maker(self) -> "ClosingMaker":
        """A decoder of its own."""
        from c2v_desktop.compose import make_decoder

        return make_decoder(self._settings())

    def kept(self) -> "KeptChoices":
        """As the file has it now."""
        from core.export.kept_choices import FILE_NAME, ChoicesFile

        return ChoicesFile(self._places().settings.with_name(FILE_NAME)).read()


class ScriptServer(QObject):
    """Starts and stops with the setting. Lives as long as the window."""

    _asked = Signal(object)
    _started = Signal(object, str)
    """From the thread that starts it: the server, or None and why not."""

    def __init__(self, window: MainWindow, places: Callable[[], Places], settings: Settings, enter: Enter) -> None:
        """`enter` changes one setting; whoever does that calls `apply`."""
        super().__init__(window)
        self._window, self._places, self._settings, self._enter = window, places, settings, enter
        self._wanted = settings.scripts
        self._library: Library | None = None
        self._engine: Lane | None = None
        self._server: HttpServer | None = None
        self._ending: HttpServer | None = None
        self._jobs: dict[Future[Any], Future[Any]] = {}
        self._is_starting = self._is_closed = False
        self._trouble = ""
        self._page: ScriptsDialog | None = None
        self._host = WindowHost(self._asked.emit, self._stop_job, lambda: self._settings, places)
        self._asked.connect(self._take)
        self._started.connect(self._take_server)
        window.actions_.connect({"app.scripts": self.open})

    # ---- the window's side

    @property
    def state(self) -> ScriptState:
        """What the dialog shows."""
        record = self._server.record if self._server is not None else None
        wanted = ScriptState(self._wanted.allow, self._wanted.change, trouble=self._trouble)
        if record is None or self._server is None:
            return wanted
        return replace(wanted, url=record.url, token=record.token, file=self._server.file)

    def open(self) -> None:
        """Show whether scripts are answered, and where."""
        if self._page is None:
            self._page = ScriptsDialog(self._window, self.state)
            self._page.allow_asked.connect(lambda on: self._change("allow", on))
            self._page.change_asked.connect(lambda on: self._change("change", on))
        self._page.show_state(self.state)
        self._page.show()
        self._page.raise_()

    def tie(self, library: "Library", engine: Lane) -> None:
        """The library is open: begin, if that is wanted."""
        self._library, self._engine = library, engine
        self.apply(self._wanted)

    def apply(self, wanted: ScriptSettings) -> None:
        """Follow the setting."""
        before, self._wanted = self._wanted, wanted
        self._host.can_change = wanted.change and self._library is not None and not self._library.is_read_only
        if not wanted.allow:
            self._end()
        elif self._server is None:
            self._begin()
        elif before.change != wanted.change:
            self._publish()
        self._show()

    def follow_model(self, encoder: EncoderSettings) -> None:
        """The library answers with another model from now on."""
        kept = self._settings.encoder
        model = replace(kept, backend=encoder.backend, weights=encoder.weights, model=encoder.model)
        self._settings = replace(self._settings, encoder=model)
        if self._server is not None:
            self._publish()

    def close(self) -> None:
        """The program ends: from now on nothing is answered."""
        self._is_closed, self._ending = True, self._server
        self._end()

    def wait(self) -> None:
        """Until requests under way have ended, or a second is over."""
        if self._ending is not None:
            self._ending.close(within_s=1.0)

    def _change(self, name: str, on: bool) -> None:
        if not self._enter(("scripts", name), on):  # it could not be saved, which was reported
            self._show()

    def _show(self) -> None:
        if self._page is not None:
            self._page.show_state(self.state)

    # ---- the server

    def _begin(self) -> None:
        if self._library is None or self._is_starting or self._is_closed:
            return
        self._is_starting, self._trouble = True, ""
        args = (self._host, self._places(), self._settings)
        threading.Thread(target=self._start, args=args, name="scripts start", daemon=True).start()

    def _start(self, host: WindowHost, places: Places, settings: Settings) -> None:
        """Thread: its own; no Qt but `emit`."""
        try:
            from c2v_desktop.serve.http_server import HttpServer
            from c2v_desktop.serve.runtime_file import stamp_of

            host.stamp = stamp_of(places, settings.encoder, settings)
            server = HttpServer(host, places, "window")
            server.start()
        except C2VError as error:
            self._started.emit(None, str(error))
        except ImportError as error:
            _log.warning("scripts cannot be answered", exc_info=error)
            self._started.emit(None, f"{error}")
        else:
            self._started.emit(server, "")

    def _take_server(self, server: "HttpServer | None", trouble: str) -> None:
        self._is_starting, self._server = False, server
        if trouble:
            self._trouble = translate("Program", "Scripts cannot be answered: {reason}").format(reason=trouble)
        if not self._wanted.allow or self._is_closed:
            self._end()
        elif server is not None and server.record is not None and server.record.can_change != self._host.can_change:
            self._publish()
        self._show()

    def _publish(self) -> None:
        """Say what is answered from now on: a file is written, so not on the main thread."""
        args = (self._server, self._host, self._places(), self._settings)
        threading.Thread(target=_publish, args=args, name="scripts publish", daemon=True).start()

    def _end(self) -> None:
        server, self._server, self._trouble = self._server, None, ""
        if server is not None:
            server.begin_end()

    # ---- jobs

    def _take(self, asked: Ask) -> None:
        """On the main thread: hand the job to the lane."""
        work, answer = asked
        if self._engine is None or self._library is None or self._is_closed:
            answer.set_exception(Cancelled())
            return
        try:
            job = self._engine.submit(Priority.BROWSE, work, self._library)
        except RuntimeError:  # the lane is closed
            answer.set_exception(Cancelled())
            return
        self._jobs[answer] = job
        job.add_done_callback(lambda done: self._pass_on(done, answer))

    def _pass_on(self, job: "Future[Any]", answer: "Future[Any]") -> None:
        """Thread: the lane's."""
        self._jobs.pop(answer, None)
        if not answer.set_running_or_notify_cancel():
            return
        error = job.exception()
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(job.result())

    def _stop_job(self, answer: "Future[Any]") -> None:
        """Thread: any."""
        job = self._jobs.get(answer)
        if job is not None and self._engine is not None:
            self._engine.stop(job)


def _publish(server: "HttpServer", host: WindowHost, places: Places, settings: Settings) -> None:
    """Thread: its own."""
    from c2v_desktop.serve.runtime_file import stamp_of

    host.stamp = stamp_of(places, settings.encoder, settings)
    try:
        server.publish()
    except C2VError as error:
        _log.warning("the file for scripts could not be written: %s", error)
