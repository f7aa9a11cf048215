"""Models come: fetched from their source, or brought in a folder. Put together aside, then there all at once."""

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from core.errors import C2VError, DamagedDownloadError, NoRoomError, ShelfError
from core.shelf.entries import HUB, Entry, FileSpec
from core.shelf.fetch import Fetcher, Wanted
from core.shelf.partial import writing
from core.shelf.place import RECORD, Kept, Place, Record, read_record

_BLOCK_BYTES = 1 << 20
_SPARE_BYTES = 64 << 20
_COME = "come.json"
Tell = Callable[[str, int, int], None]
"""Called with a file's name, the bytes of it so far, and in all (0 when unknown). What it raises stops the work."""
Approve = Callable[[Path, Record], None]
"""Called with the weights before the model is adopted; raises when they are not what the record says."""


@dataclass(frozen=True, slots=True)
class Bringer:
    """What bringing needs: the place, the date of today, and somebody who looks at the weights."""

    place: Place
    today: str
    approve: Approve
    tell: Tell

    def install(self, entry: Entry, fetcher: Fetcher, endpoint: str = HUB) -> Record:
        """Fetch a model of the shelf. Stopped, it goes on the next time where it was.

        Raises: ShelfError and its kind, and whatever `tell` and `approve` raise.
        """
        with self.place.held(entry.id):
            return self._install(entry, fetcher, endpoint)

    def _install(self, entry: Entry, fetcher: Fetcher, endpoint: str) -> Record:
        self._must_be_new(entry.id)
        staging = self.place.staging(entry.id)
        come = _read_come(staging)
        for file in entry.files:
            if file.name not in come or not (staging / file.name).is_file():
                come[file.name] = self._fetch(file, entry.url(file, endpoint), fetcher, staging / file.name)
                _write_come(staging, come)
        with writing(staging):
            (staging / _COME).unlink(missing_ok=True)
        return self._adopt(of_entry(entry, [come[file.name] for file in entry.files], self.today))

    def _fetch(self, file: FileSpec, url: str, fetcher: Fetcher, target: Path) -> Kept:
        fetched = fetcher.fetch(
            Wanted(url, file.bytes, file.sha256), target, lambda done, total: self.tell(file.name, done, total)
        )
        source = f"{url} (commit {fetched.commit})" if fetched.commit else url
        return Kept(file.name, fetched.bytes, fetched.sha256, fetched.checked, source)

    def bring_folder(self, folder: Path, entry: Entry | None) -> Record:
        """Copy a model that was carried here: a folder of ours with its record, or the files of a model of the shelf.

        Raises: ShelfError and its kind, and whatever `tell` and `approve` raise.
        """
        if (folder / RECORD).is_file():
            record = read_record(folder)
            specs = [FileSpec(each.name, each.bytes, each.sha256) for each in record.files]
        elif entry is not None:
            record, specs = of_entry(entry, [], self.today), list(entry.files)
        else:
            raise ShelfError(
                f"{folder} has no {RECORD}, so it is not known what model lies in it.", "Name it: --as ID."
            )
        with self.place.held(record.id):
            kept = self._copy(record.id, [(folder / spec.name, spec) for spec in specs])
            return self._adopt(replace(record, files=tuple(kept), date=self.today, speed=None))

    def bring_file(self, path: Path, record: Record, stored_as: FileSpec, beside: Sequence[Path] = ()) -> Record:
        """Copy one checkpoint file, and what belongs to it; the record is completed by what was copied.

        Raises: as `bring_folder`.
        """
        with self.place.held(record.id):
            kept = self._copy(record.id, [(path, stored_as), *((each, FileSpec(each.name)) for each in beside)])
            return self._adopt(replace(record, weights=stored_as.name, files=tuple(kept)))

    def bring_made(self, record: Record, source: Path, make: Callable[[Path], None], name: str) -> Record:
        """Adopt a file that is made from another one by `make`; its record keeps the origin."""
        with self.place.held(record.id):
            return self._make(record, source, make, name)

    def _make(self, record: Record, source: Path, make: Callable[[Path], None], name: str) -> Record:
        self._must_be_new(record.id)
        staging = self.place.staging(record.id)
        with writing(staging):
            staging.mkdir(parents=True, exist_ok=True)
        _room(staging, source.stat().st_size)
        try:
            make(staging / name)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
        digest = file_sum(staging / name)
        made = Kept(name, (staging / name).stat().st_size, digest, "made", f"{source} (sha256 {file_sum(source)})")
        return self._adopt(replace(record, weights=name, files=(made,)))

    def _copy(self, key: str, pairs: Sequence[tuple[Path, FileSpec]]) -> list[Kept]:
        """Copy and check; nothing stays of a copy that failed. Raises: ShelfError and its kind."""
        self._must_be_new(key)
        missing = [source.name for source, _ in pairs if not source.is_file()]
        if missing:
            raise ShelfError(f"{pairs[0][0].parent} lacks {', '.join(missing)}.", "Bring all files of the model.")
        staging = self.place.staging(key)
        try:
            with writing(staging):
                staging.mkdir(parents=True, exist_ok=True)
            _room(staging, sum(source.stat().st_size for source, _ in pairs))
            return [self._copy_one(source, spec, staging / spec.name) for source, spec in pairs]
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise

    def _copy_one(self, source: Path, spec: FileSpec, target: Path) -> Kept:
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
                f"{source} is not the file that was meant, or is damaged: its checksum or size is another.",
                "Copy it again from where it came.",
            )
        return Kept(spec.name, done, sha256, "pinned" if spec.sha256 else "copied", str(source))

    def _must_be_new(self, key: str) -> None:
        if self.place.find(key) is not None:
            raise ShelfError(f"{key} is here already.", "Put it to work, or remove it first.")

    def _adopt(self, record: Record) -> Record:
        """Have the weights looked at, then make it a model. What is not approved is deleted."""
        try:
            self.approve(self.place.staging(record.id) / record.weights, record)
        except C2VError:
            shutil.rmtree(self.place.staging(record.id), ignore_errors=True)
            raise
        return self.place.adopt(record)


def of_entry(entry: Entry, kept: Sequence[Kept], date: str) -> Record:
    """The record of a model of the shelf."""
    return Record(
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


def _read_come(staging: Path) -> dict[str, Kept]:
    """Files of a download that came whole in an earlier run, checked when they came."""
    try:
        said = json.loads((staging / _COME).read_text(encoding="utf-8"))
        return {each["name"]: Kept(**each) for each in said}
    except (OSError, ValueError, TypeError, KeyError):
        return {}


def _write_come(staging: Path, come: Mapping[str, Kept]) -> None:
    with writing(staging):
        (staging / _COME).write_text(json.dumps([asdict(each) for each in come.values()]), encoding="utf-8")


def file_sum(path: Path) -> str:
    """SHA-256 of a file. Raises: ShelfError."""
    with writing(path), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _room(folder: Path, bytes_wanted: int) -> None:
    """Raises: NoRoomError."""
    short = bytes_wanted + _SPARE_BYTES - shutil.disk_usage(folder).free
    if short > 0:
        raise NoRoomError(
            f"There is no room for the model: {-(-short // 1_000_000):,} MB more are needed.", "Make room."
        )
