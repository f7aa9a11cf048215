"""Models come: fetched from their source, or brought in a folder. Put together aside, then there all at once."""

import hashlib
import json
import re
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from core.errors import DamagedDownloadError, DownloadError, ModelStoreError, NoRoomError, WeightsCorruptError
from core.model_store.downloader import Downloaded, Downloader, DownloadRequest
from core.model_store.entries import HUB, FileSpec, ModelEntry, is_commit
from core.model_store.http_client import split_secret
from core.model_store.partial_download import NOTE, PART, move, put_aside, writing
from core.model_store.store import COME, COMMIT, RECORD, ModelRecord, ModelStore, StoredFile, read_record

_BLOCK_BYTES = 1 << 20
_SPARE_BYTES = 64 << 20
Tell = Callable[[str, int, int], None]
"""Called with a file's name, the bytes of it so far, and in all (0 when unknown). What it raises stops the work."""
Approve = Callable[[Path, ModelRecord], None]
"""Called with the weights before the model is adopted; raises when they are not what the record says."""


@dataclass(frozen=True, slots=True)
class ModelInstaller:
    """What bringing needs: the place, the date of today, and somebody who checks the weights."""

    store: ModelStore
    today: str
    approve: Approve
    tell: Tell
    sleep: Callable[[float], None] = time.sleep
    """Between two tries to give a file its name. What it raises stops the work."""

    def install(self, entry: ModelEntry, fetcher: Downloader, endpoint: str = HUB) -> ModelRecord:
        """Fetch a listed model. Stopped, or ended in the middle of whatever it does, it continues where it was.

        Only bytes that are proved wrong are deleted. Raises: ModelStoreError and its kind, and whatever `tell` and
        `approve` raise.
        """
        with self.store.locked(entry.id):
            return self._install(entry, fetcher, endpoint)

    def _install(self, entry: ModelEntry, fetcher: Downloader, endpoint: str) -> ModelRecord:
        self.store.must_be_free(entry.id)
        staging = self.store.staging(entry.id)
        with writing(staging):
            staging.mkdir(parents=True, exist_ok=True)
        come = self._read_come(entry, staging)
        self._room_for(entry, come, fetcher)
        version = self._version(entry, fetcher, endpoint, staging)
        for file in version.files:
            if file.name not in come:
                self._fetch(file, version.url(file, endpoint), fetcher, staging, come)
        record = of_entry(entry, [come[file.name] for file in entry.files], self.today)
        try:
            self.approve(staging / record.weights, record)
        except WeightsCorruptError:
            # The look came to an end, and it is another model. Whatever else it raises says nothing of the files.
            if not any(file.sha256 for file in entry.files[:1]):
                shutil.rmtree(staging, ignore_errors=True)
            raise
        return self.store.adopt(record, staging, self.sleep)

    def _version(self, entry: ModelEntry, fetcher: Downloader, endpoint: str, staging: Path) -> ModelEntry:
        """The entry with a commit. Where none is known the hub is asked once; later tries keep to its answer.

        Raises: ModelStoreError.
        """
        if entry.revision:
            return entry
        note = staging / COMMIT
        with suppress(OSError, ValueError):
            kept = note.read_text(encoding="utf-8").strip()
            if is_commit(kept):
                return replace(entry, revision=kept)
        said = fetcher.ask(entry.newest_url(endpoint), entry.name)
        try:
            commit = json.loads(said)["sha"]
        except (ValueError, TypeError, KeyError):
            commit = ""
        if not isinstance(commit, str) or not is_commit(commit):
            raise DownloadError(
                "The source does not say which version of the model is the latest.",
                "Use another mirror or the hub itself, or import the model.",
                reason="answer",
            )
        with writing(note):
            note.write_text(commit, encoding="utf-8")
        return replace(entry, revision=commit)

    def _fetch(self, file: FileSpec, url: str, fetcher: Downloader, staging: Path, come: dict[str, StoredFile]) -> None:
        """Bring a file; that it came is kept before it gets its name, so that it is known however this ends."""
        plain, target = split_secret(url)[0], staging / file.name
        in_path = re.search(r"/resolve/([0-9a-f]{40})/", plain)

        def keep(fetched: Downloaded) -> None:
            is_named = in_path is not None or not fetched.commit
            source = plain if is_named else f"{plain} (commit {fetched.commit})"
            come[file.name] = StoredFile(file.name, fetched.bytes, fetched.sha256, fetched.checked, source)
            _write_come(staging, come)

        if target.is_file():  # of an earlier version of this program, which kept no record while it looked
            put_aside(target, plain)
        fetcher.fetch(
            DownloadRequest(url, file.bytes, file.sha256),
            target,
            lambda done, total: self.tell(file.name, done, total),
            keep,
        )

    def _read_come(self, entry: ModelEntry, staging: Path) -> dict[str, StoredFile]:
        """Files that came whole in an earlier run, checked when they came; each is given its name where it lacks one.

        Raises: ModelStoreError.
        """
        come = {}
        for file in entry.files:
            kept = _said_come(staging).get(file.name)
            if kept is None or (file.sha256 and kept.sha256 != file.sha256):
                continue
            target = staging / file.name
            part = target.with_name(target.name + PART)
            if not target.exists() and part.is_file() and part.stat().st_size == kept.bytes:
                if file_sum(part) != kept.sha256:
                    continue
                move(part, target, self.sleep)
            if target.is_file() and target.stat().st_size == kept.bytes:
                come[file.name] = kept
                with suppress(OSError):
                    target.with_name(target.name + NOTE).unlink(missing_ok=True)
                self.tell(file.name, kept.bytes, kept.bytes)
        return come

    def _room_for(self, entry: ModelEntry, come: Mapping[str, StoredFile], fetcher: Downloader) -> None:
        """Is there room for all that is still to come? Raises: NoRoomError."""
        here = self.store.part_bytes(entry.id)
        short = entry.bytes_expected - here + _SPARE_BYTES - fetcher.free_bytes(self.store.folder)
        if len(come) < len(entry.files) and short > 0:
            raise _no_room(short)

    def install_folder(self, folder: Path, entry: ModelEntry | None) -> ModelRecord:
        """Copy a model that was carried here: a folder of ours with its record, or the files of a listed model.

        Raises: ModelStoreError and its kind, and whatever `tell` and `approve` raise.
        """
        if (folder / RECORD).is_file():
            record = read_record(folder)
            specs = [FileSpec(each.name, each.bytes, each.sha256) for each in record.files]
        elif entry is not None:
            record, specs = of_entry(entry, [], self.today), list(entry.files)
        else:
            raise ModelStoreError(
                f"The folder {folder} has no {RECORD}, so its model cannot be identified.",
                "Choose the model with --as ID.",
            )
        with self.store.locked(record.id):
            kept = self._copy(record.id, [(folder / spec.name, spec) for spec in specs])
            return self._adopt(replace(record, files=tuple(kept), date=self.today, speed=None))

    def install_file(
        self, path: Path, record: ModelRecord, stored_as: FileSpec, beside: Sequence[Path] = ()
    ) -> ModelRecord:
        """Copy one checkpoint file, and what belongs to it; the record is completed by what was copied.

        Raises: as `install_folder`.
        """
        with self.store.locked(record.id):
            kept = self._copy(record.id, [(path, stored_as), *((each, FileSpec(each.name)) for each in beside)])
            return self._adopt(replace(record, weights=stored_as.name, files=tuple(kept)))

    def install_made(
        self,
        record: ModelRecord,
        source: Path,
        make: Callable[[Path], None],
        name: str,
        beside: Sequence[Path] = (),
    ) -> ModelRecord:
        """Adopt a file that is made from another one by `make`, and copies of what belongs beside it.

        Its record keeps the origin. Raises: as `install_folder`.
        """
        with self.store.locked(record.id):
            return self._make(record, source, make, name, beside)

    def _make(
        self, record: ModelRecord, source: Path, make: Callable[[Path], None], name: str, beside: Sequence[Path]
    ) -> ModelRecord:
        staging = self._clean(record.id)
        try:
            _room(staging, sum(each.stat().st_size for each in (source, *beside)))
            with writing(staging / name):
                make(staging / name)
            digest = file_sum(staging / name)
            origin = f"{source} (sha256 {file_sum(source)})"
            copied = [self._copy_one(each, FileSpec(each.name), staging / each.name) for each in beside]
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
        made = StoredFile(name, (staging / name).stat().st_size, digest, "made", origin)
        return self._adopt(replace(record, weights=name, files=(made, *copied)))

    def _copy(self, key: str, pairs: Sequence[tuple[Path, FileSpec]]) -> list[StoredFile]:
        """Copy and check; nothing stays of a copy that failed. Raises: ModelStoreError and its kind."""
        self.store.must_be_free(key)
        missing = [source.name for source, _ in pairs if not source.is_file()]
        if missing:
            raise ModelStoreError(
                f"{pairs[0][0].parent} is missing {', '.join(missing)}.", "Import all files of the model."
            )
        staging = self._clean(key)
        try:
            _room(staging, sum(source.stat().st_size for source, _ in pairs))
            return [self._copy_one(source, spec, staging / spec.name) for source, spec in pairs]
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise

    def _copy_one(self, source: Path, spec: FileSpec, target: Path) -> StoredFile:
        total, done, digest = source.stat().st_size, 0, hashlib.sha256()
        self.tell(spec.name, 0, total)
        with writing(target), source.open("rb") as old, target.open("wb") as new:
            while block := old.read(_BLOCK_BYTES):
                new.write(block)
                digest.update(block)
                done += len(block)
                self.tell(spec.name, done, total)
        sha256 = digest.hexdigest()
        if (spec.sha256 and sha256 != spec.sha256) or (spec.bytes and done != spec.bytes):
            raise DamagedDownloadError(
                f"{source} does not match the expected checksum or size.",
                "Copy it again from its source.",
            )
        return StoredFile(spec.name, done, sha256, "pinned" if spec.sha256 else "copied", str(source))

    def _clean(self, key: str) -> Path:
        """An empty folder to put a copy together in. Raises: ModelStoreError."""
        self.store.must_be_free(key)
        staging = self.store.copying(key)
        with writing(staging):
            if staging.exists():
                shutil.rmtree(staging)  # of a program that was ended in the middle
            staging.mkdir(parents=True)
        return staging

    def _adopt(self, record: ModelRecord) -> ModelRecord:
        """Have a copy checked and tried, then make it a model. Whatever fails, nothing of it is left here."""
        staging = self.store.copying(record.id)
        try:
            self.approve(staging / record.weights, record)
            made = self.store.adopt(record, staging, self.sleep)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
        shutil.rmtree(self.store.staging(record.id), ignore_errors=True)  # half a download of what is here now
        return made


def of_entry(entry: ModelEntry, kept: Sequence[StoredFile], date: str) -> ModelRecord:
    """The record of a listed model."""
    return ModelRecord(
        id=entry.id,
        name=entry.name,
        entry=entry.id,
        backend=entry.backend,
        architecture=entry.architecture,
        weights=entry.weights.name,
        files=tuple(kept),
        finds=entry.finds,
        languages=entry.languages,
        licence=entry.licence,
        date=date,
    )


def _said_come(staging: Path) -> dict[str, StoredFile]:
    """What an earlier run has kept of the files that came whole."""
    try:
        said = json.loads((staging / COME).read_text(encoding="utf-8"))
        return {each["name"]: StoredFile(**each) for each in said}
    except (OSError, ValueError, TypeError, KeyError):
        return {}


def _write_come(staging: Path, come: Mapping[str, StoredFile]) -> None:
    draft = staging / (COME + ".new")
    with writing(staging):
        draft.write_text(json.dumps([asdict(each) for each in come.values()]), encoding="utf-8")
    move(draft, staging / COME)


def file_sum(path: Path) -> str:
    """SHA-256 of a file. Raises: ModelStoreError."""
    with writing(path), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _room(folder: Path, bytes_wanted: int) -> None:
    """Raises: NoRoomError."""
    short = bytes_wanted + _SPARE_BYTES - shutil.disk_usage(folder).free
    if short > 0:
        raise _no_room(short)


def _no_room(short_bytes: int) -> NoRoomError:
    return NoRoomError(
        f"Not enough disk space for the model: {-(-short_bytes // 1000000):,} MB more are needed.",
        "Free up space on the disk with the models folder. The download resumes where it stopped.",
    )
