"""The front door: everything a face (window, command line, script) may ask of the footage.

Two classes, because two lanes: `Library` lives on the engine lane (encoder, index, all writing), `Gallery` on
the pictures lane (read-only). Imports ports and work, never machinery.
"""

from collections.abc import Callable, Collection, Generator, Sequence
from pathlib import Path

from core.values import (
    Answer,
    Changes,
    EncoderSpec,
    Filter,
    Folder,
    FolderChange,
    IngestProgress,
    Ledger,
    LibraryStatus,
    Phrase,
    Query,
    Segment,
    Video,
)


class Library:
    """The engine. Thread: every method on the engine lane, except where it says otherwise.

    Methods that return a Generator are lane jobs: they yield where they may be interrupted and return
    their value at the end.
    """

    on_changes: Callable[[Changes], None]
    on_progress: Callable[[IngestProgress], None]

    def wake(self) -> EncoderSpec:
        """Load the model and open the index. Raises: EncoderError."""
        raise NotImplementedError

    def watch(self, paths: Sequence[Path]) -> list[Folder]:
        """Add folders or single files to the library. Raises: UnreadableError."""
        raise NotImplementedError

    def unwatch(self, folder_id: int) -> None:
        """Remove a root and its films from the library; nothing on disk is touched."""
        raise NotImplementedError

    def reconcile(self, folder_ids: Collection[int] | None = None) -> Generator[None, None, Changes]:
        """Compare disk and catalogue: new, changed, moved and vanished films; drives that came or went."""
        raise NotImplementedError

    def notice(self, change: FolderChange) -> None:
        """What the watcher saw; Thread: any (it only notes the folder to be reconciled)."""
        raise NotImplementedError

    def ingest(self) -> Generator[None, None, IngestProgress]:
        """Index every waiting film, one after another; a bad film gets its reason and the walk goes on."""
        raise NotImplementedError

    def retry(self, video_ids: Collection[int]) -> None:
        """Set failed films back to waiting."""
        raise NotImplementedError

    def cut(self, text: str) -> Query:
        """Cut a sentence into phrases. Thread: any, pure. Raises: EmptyQueryError."""
        raise NotImplementedError

    def search(self, query: Query, limit: int = 100) -> Answer:
        """Rank moments. Raises: QueryError, EncoderError, StoreError."""
        raise NotImplementedError

    def explain(self, query: Query, segment_id: int) -> Ledger:
        """Take the score of one segment apart, from its stored frame vectors."""
        raise NotImplementedError

    def status(self) -> LibraryStatus:
        """Counts, model and index."""
        raise NotImplementedError

    def close(self) -> None:
        """Save the index, end helper processes, close the files."""
        raise NotImplementedError


class Gallery:
    """The reader. Thread: the pictures lane; has a read-only catalogue of its own."""

    def folders(self) -> list[Folder]:
        """Roots, oldest first."""
        raise NotImplementedError

    def videos(self, filter_: Filter | None = None) -> list[Video]:
        """Films in order of path."""
        raise NotImplementedError

    def video(self, video_id: int) -> Video | None:
        """One film."""
        raise NotImplementedError

    def segments_of(self, video_id: int) -> list[Segment]:
        """A film's segments."""
        raise NotImplementedError

    def picture(self, video: Video, time_s: float) -> bytes:
        """JPEG of the frame near this time: from the cache, else decoded. Raises: MediaError."""
        raise NotImplementedError

    def picture_times(self, video: Video) -> list[float]:
        """Times of the cached pictures, for skimming."""
        raise NotImplementedError

    def status(self) -> LibraryStatus:
        """Counts without waking the model."""
        raise NotImplementedError

    def close(self) -> None:
        """Close the files."""
        raise NotImplementedError


def edit_phrases(query: Query, phrases: Sequence[tuple[int, int]]) -> Query:
    """The same sentence cut at other places. Raises: QueryError, when spans overlap or lie outside."""
    raise NotImplementedError


__all__ = ["Gallery", "Library", "Phrase", "edit_phrases"]
