"""Writes what was exported: whole or not at all, and never over a file that was not to be replaced."""

import contextlib
import glob
import os
import zipfile
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import BinaryIO, Final

import psutil

from core.errors import ExportError
from core.export.handoff import OutputFile
from core.sentences import sentence

_BLOCK_BYTES: Final = 4 << 20
_OTIO_MEMBERS: Final = ("content.otio", "version.txt", "1.0.0")
"""Source: OpenTimelineIO's file bundle format, version 1."""


def targets_of(outputs: Sequence[OutputFile], chosen: Path) -> list[Path]:
    """Where the files go: beside `chosen`, with its name. Its own suffix is replaced where that is a format's."""
    stem = chosen
    for output in outputs[:1]:
        suffix = "." + output.tail.rsplit(".", 1)[-1]
        if chosen.name.lower().endswith(suffix.lower()) and len(chosen.name) > len(suffix):
            stem = chosen.with_name(chosen.name[: -len(suffix)])
    if len(outputs) == 1 and stem != chosen:  # a name that was chosen in full stays as it is
        return [chosen]
    return [stem.with_name(stem.name + output.tail) for output in outputs]


def expect_free(targets: Sequence[Path]) -> None:
    """Raises: ExportError, when one of these files is there already."""
    there = [each for each in targets if os.path.lexists(each)]
    if there:
        raise ExportError(
            sentence("{name} already exists, so nothing was written.", name=there[0].name),
            sentence("Choose another name, or allow replacing."),
        )


def write_outputs(
    outputs: Sequence[OutputFile], targets: Sequence[Path], *, replace: bool = False
) -> Generator[float, None, list[Path]]:
    """Write all files; yields how much is done, from 0 to 1, where it may be ended.

    All are written under temporary names first. Ended, or killed, it leaves none of them under its own name until each
    is whole; no temporary file is left where it can be removed. Raises: ExportError.
    """
    if not replace:
        expect_free(targets)
    total = sum(len(each.content) + sum(_size(path) for _, path in each.media) for each in outputs) or 1
    drafts, done = list[Path](), 0
    try:
        for output, target in zip(outputs, targets, strict=True):
            draft = draft_of(target)
            with _open_draft(draft, target) as file:
                drafts.append(draft)
                for written in _content(file, output):
                    done += written
                    yield min(1.0, done / total)
                file.flush()
                os.fsync(file.fileno())
        for draft, target in zip(drafts, targets, strict=True):
            move_into_place(draft, target, replace=replace)
        _sync_folders(targets)
    except OSError as error:
        raise ExportError(
            sentence("{name} could not be written: {why}.", name=targets[0].name, why=error.strerror or error),
            sentence("Choose another folder."),
        ) from error
    finally:
        for draft in drafts:
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)
    return list(targets)


def _open_draft(draft: Path, target: Path) -> BinaryIO:
    """A new file of our own, never one that is there. Raises: ExportError, OSError."""
    if not target.parent.is_dir():
        said = sentence("The folder {folder} was not found.", folder=target.parent)
        raise ExportError(said, sentence("Create it, or choose another."))
    draft.unlink(missing_ok=True)
    return draft.open("xb")


def draft_of(target: Path, suffix: str = "") -> Path:
    """A temporary name beside a file; what exports that were killed have left of it is removed."""
    _clear_old_drafts(target)
    return target.with_name(f".{target.name[:150]}.{os.getpid()}.part{suffix}")


def _clear_old_drafts(target: Path) -> None:
    """Remove what an export that was killed has left of this file."""
    for old in target.parent.glob(f".{glob.escape(target.name[:150])}.*.part*"):
        number = old.name.rpartition(".part")[0].rpartition(".")[2]
        if number.isdigit() and not psutil.pid_exists(int(number)):
            with contextlib.suppress(OSError):
                old.unlink()


def _content(file: BinaryIO, output: OutputFile) -> Generator[int, None, None]:
    if not output.tail.endswith(".otioz"):
        file.write(output.content)
        yield len(output.content)
        return
    with zipfile.ZipFile(file, "w", allowZip64=True) as bundle:
        name, version_name, version = _OTIO_MEMBERS
        bundle.writestr(version_name, version, zipfile.ZIP_DEFLATED)
        bundle.writestr(name, output.content, zipfile.ZIP_DEFLATED)
        yield len(output.content)
        for inside, path in output.media:
            info = zipfile.ZipInfo.from_file(path, inside, strict_timestamps=False)
            with Path(path).open("rb") as source, bundle.open(info, "w", force_zip64=True) as sink:
                while block := source.read(_BLOCK_BYTES):
                    sink.write(block)
                    yield len(block)


def move_into_place(draft: Path, target: Path, *, replace: bool) -> None:
    """Give a whole file its name. Raises: ExportError, when another program has taken it meanwhile; OSError."""
    if replace:
        draft.replace(target)
        return
    try:
        os.link(draft, target)  # fails where there is a file, where renaming would replace it
    except FileExistsError:
        expect_free([target])
    except OSError:  # a file system without links
        expect_free([target])
        draft.replace(target)


def _sync_folders(targets: Sequence[Path]) -> None:
    """The names too are on the disk, where the system can say so."""
    for folder in {each.parent for each in targets}:
        with contextlib.suppress(OSError):
            number = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(number)
            finally:
                os.close(number)


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError as error:
        raise ExportError(
            sentence("{name} could not be read: {why}.", name=Path(path).name, why=error.strerror or error),
            sentence("Connect its drive, or export without the clips inside."),
        ) from error
