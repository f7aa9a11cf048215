"""Failures of the world, worded for a person. Any other exception is our bug.

May import printable, sentences and the standard library only. A foreign exception (`av`, `sqlite3`, `torch`,
`OSError`) becomes one of these once, in the adapter that met it, with the original as `__cause__`.
"""

from pathlib import Path

from core.printable import printable
from core.sentences import MadeSentence


class C2VError(Exception):
    """Something outside went wrong. `title` says what, `hint` says what to do; both are sentences on one line."""

    def __init__(self, title: str, hint: str = "") -> None:
        self.title, self.hint = _shown(title), _shown(hint)
        super().__init__(self.title, self.hint)

    def __str__(self) -> str:
        return f"{self.title} {self.hint}".strip()


def _shown(text: str) -> str:
    """Text that quotes names of files and of what is in them; a sentence stays one that can be translated."""
    return text.cleaned(printable) if isinstance(text, MadeSentence) else printable(text)


class MediaError(C2VError):
    """One video cannot be used; the others are not affected."""

    def __init__(self, path: Path, title: str, hint: str = "") -> None:
        super().__init__(title, hint)
        self.args = (path, self.title, self.hint)
        self.path = path


class UnreadableError(MediaError):
    """The file is not a video, or is damaged so that no frame can be read."""


class CrashedError(UnreadableError):
    """The video ended the decoder, or kept it from answering. Worth a second try with a fresh one, not a third."""


class UnsupportedError(MediaError):
    """The file is fine but of a kind we do not show: audio only, a still picture, an unknown codec."""


class NeedsProxyError(UnsupportedError):
    """The file cannot be read here, and there is no proxy that could be shown instead. Worth a try once there is."""


class TruncatedError(MediaError):
    """The video ends before what it declares and gave nothing usable."""


class VanishedError(MediaError):
    """The file was there a moment ago: moved, deleted, or its drive was pulled. Not the video's fault."""


class NotIndexedError(MediaError):
    """The model that is to learn from this video has not indexed it."""


class ExportError(C2VError):
    """Moments could not be handed over to another program, or a file of another program could not be read."""


class StoreError(C2VError):
    """The catalogue or the index on disk."""


class CatalogueLockedError(StoreError):
    """Another program holds the catalogue."""


class LibraryAwayError(StoreError):
    """There was or should be a library at its place, and is not: never to be taken for an empty one."""

    def __init__(self, title: str, hint: str = "", *, is_other: bool = False) -> None:
        super().__init__(title, hint)
        self.is_other = is_other
        """True when another library is in its place, which may be used instead."""


class NothingIndexedError(StoreError):
    """The library is there, and there is nothing in it to be found yet."""


class UnwritableError(StoreError):
    """The place of the library cannot be written to; what is there may still be read."""


class CatalogueCorruptError(StoreError):
    """The catalogue's file is damaged."""


class OlderSchemaError(StoreError):
    """The library was made by an earlier version, and whoever only reads cannot update it."""


class NewerSchemaError(StoreError):
    """The catalogue was written by a newer version of this program."""


class DiskFullError(StoreError):
    """No room left for the catalogue; nothing indexed so far is lost."""


class RunFolderError(StoreError):
    """The folder of a training cannot be read or written: gone, or not allowed."""


class RunBusyError(StoreError):
    """A training is under way, here or in another window or command."""


class StaleIndexError(StoreError):
    """The index file does not belong to the catalogue, or is damaged. Heals itself by rebuilding."""


class EncoderError(C2VError):
    """The model."""


class WeightsMissingError(EncoderError):
    """No file where the weights should be."""


class WeightsCorruptError(EncoderError):
    """The file is no checkpoint of this model: wrong names, wrong shapes, or not loadable safely."""


class UnnamedModelError(EncoderError):
    """The weights of some image-text model; the file does not say of which."""


class DeviceError(EncoderError):
    """The chosen device cannot be used, or the encoder process died."""


class EncoderDiedError(DeviceError):
    """The encoder process ended over a request, more than once."""


class TeachingEndedError(DeviceError):
    """The process that teaches a model ended before it was done."""


class NotFiniteError(EncoderError):
    """A training no longer gives finite numbers."""


class NoNewWordsError(EncoderError):
    """Captions use no word that the model does not know, so there is none to learn."""


class SmallLibraryError(EncoderError):
    """Too few other moments are indexed to tell a name's thing from them."""


class OutOfMemoryError(EncoderError):
    """Even a batch of one does not fit."""


class QueryError(C2VError):
    """The question."""


class EmptyQueryError(QueryError):
    """Nothing to look for."""


class QueryTooLongError(QueryError):
    """No word of the question fits the model's context."""


class ModelStoreError(C2VError):
    """A model that cannot be fetched, brought, kept or found."""


class DownloadError(ModelStoreError):
    """The source does not give the file, or no longer answers. What came so far stays for the next try.

    `reason` is its kind in a word or two, for programs: "certificate", "proxy login", "not there" and the like.
    """

    def __init__(self, title: str, hint: str = "", *, reason: str = "") -> None:
        super().__init__(title, hint)
        self.reason = reason


class DamagedDownloadError(ModelStoreError):
    """What came, or what lies here, is not the file that was meant."""


class ModelBusyError(ModelStoreError):
    """Another program brings or removes this model at the moment."""


class NoRoomError(ModelStoreError):
    """The disk is too full for the model."""


class FewClipsError(C2VError):
    """Pairs of too few clips to tell whether teaching helps."""


class SameCaptionsError(C2VError):
    """All captions say the same, so that nothing tells their clips apart."""


class ClipsAwayError(C2VError):
    """Most of the clips that a model is to learn from cannot be read now."""


class IndexingPausedError(C2VError):
    """Helper processes keep dying: indexing waits until somebody asks for it again, nothing is lost."""


class SettingsError(C2VError):
    """A settings file that cannot be read or written."""


class Cancelled(Exception):  # noqa: N818  not a failure, so no Error in the name
    """The user asked to stop. Outside the tree on purpose: it is not a failure."""
