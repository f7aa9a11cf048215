"""Who answers: a library on its lane, asked from the server's thread."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any, Protocol, TypeAlias

from c2v_desktop.serve.operations import OPERATIONS, read_request
from c2v_desktop.serve.request_context import RequestContext
from c2v_desktop.serve.subclip_jobs import ClosingMaker
from core.errors import (
    C2VError,
    Cancelled,
    CatalogueLockedError,
    EncoderError,
    ExportError,
    LibraryAwayError,
    MediaError,
    NothingIndexedError,
    QueryError,
    StoreError,
)
from core.export import KeptChoices
from core.library import Library

Work: TypeAlias = Callable[[Library], Any]
"""A lane job: a function or generator function of the library."""
ANSWER_S = 120.0
"""A request that takes longer is given up."""
_log = logging.getLogger(__name__)


class Host(Protocol):
    """A library that is open. Thread: any."""

    @property
    def stamp(self) -> str:
        """What it answers from (`running.stamp_of`)."""
        ...

    @property
    def can_change(self) -> bool:
        """True when requests may change ratings, tags, moments and collections."""
        ...

    def ask(self, work: Work) -> Future[Any]:
        """Run a job that only reads, on the library's lane. Raises: RuntimeError, once it is closed."""
        ...

    def change(self, work: Work) -> Future[Any]:
        """The same for a job that writes."""
        ...

    def stop(self, future: Future[Any]) -> None:
        """End a job at its next yield."""
        ...

    def open_maker(self) -> ClosingMaker:
        """What makes subclips, for whoever asks alone."""
        ...

    def kept(self) -> KeptChoices:
        """What was chosen for every export."""
        ...


class ForbiddenError(C2VError):
    """Changes were not allowed."""


class UnknownOperationError(C2VError):
    """There is no such operation."""


class TooSlowError(C2VError):
    """No answer in time."""


class OtherStateError(C2VError):
    """Another program, library or model than the asker expects."""


STATUS: tuple[tuple[type[C2VError], int, str], ...] = (
    (UnknownOperationError, 404, "unknown_operation"),
    (ForbiddenError, 403, "forbidden"),
    (OtherStateError, 412, "other_state"),
    (TooSlowError, 504, "too_slow"),
    (QueryError, 400, "request"),
    (NothingIndexedError, 409, "nothing_indexed"),
    (CatalogueLockedError, 423, "locked"),
    (LibraryAwayError, 503, "library_away"),
    (MediaError, 422, "media"),
    (ExportError, 422, "export"),
    (EncoderError, 503, "model"),
    (StoreError, 503, "library"),
)
BUG = "Unexpected error (a bug in C2V Desktop)."


def status_of(error: C2VError) -> tuple[int, str]:
    """HTTP status and kind of an error."""
    return next(((status, kind) for known, status, kind in STATUS if isinstance(error, known)), (500, "failed"))


def error_json(error: C2VError) -> dict[str, Any]:
    """As scripts read it."""
    return {"error": {"title": error.title, "hint": error.hint, "kind": status_of(error)[1]}}


class Caller:
    """Answers operations by name. Thread: the event loop of the server."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self._context = RequestContext(host.open_maker, host.kept)

    async def call(self, name: str, body: Mapping[str, Any], expected: str = "") -> dict[str, Any]:
        """Ask for one operation; `expected` is the stamp that the asker has. Raises: C2VError."""
        operation = OPERATIONS.get(name)
        if operation is None:
            raise UnknownOperationError(f"There is no operation named {name[:80]}.", f"Known: {', '.join(OPERATIONS)}.")
        if expected and expected != self.host.stamp:
            raise OtherStateError("This program answers from another version, library or model.")
        if operation.changes and not self.host.can_change:
            raise ForbiddenError(
                "Scripts may not change this library.",
                "Start with `c2v serve --allow-changes`, or allow it in the window's settings.",
            )
        request = read_request(operation, body)
        ask = self.host.change if operation.changes and not operation.writes_files else self.host.ask
        try:
            future = ask(lambda library: operation.run(library, request, self._context))
        except RuntimeError as error:
            raise StoreError("The library is being closed.") from error
        return await self._answer(future)

    async def _answer(self, future: Future[Any]) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = await asyncio.wait_for(asyncio.wrap_future(future), ANSWER_S)
        except TimeoutError as error:
            raise TooSlowError(f"There was no answer within {ANSWER_S:.0f} seconds.", "Try again later.") from error
        except Cancelled as error:
            raise StoreError("The library is being closed.") from error
        except (UnicodeEncodeError, OverflowError) as error:
            raise QueryError("The request has characters or numbers that cannot be used.") from error
        finally:
            if not future.done():
                self.host.stop(future)
        return answer

    def close(self) -> None:
        """Remove what was sent along, stop what is being made. Thread: any, once nobody asks any more."""
        self._context.close()
