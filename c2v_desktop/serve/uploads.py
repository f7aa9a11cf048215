"""Pictures that came with a request, as files that the decoder can read: private, few, and gone with the server."""

import base64
import binascii
import hashlib
import shutil
import tempfile
from pathlib import Path

from core.errors import QueryError
from core.values import STILL_SUFFIXES

MOST_FILES = 32


class Uploads:
    """A folder of its own. Thread: one at a time."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._names: dict[str, str] = {}
        """How a picture was called by whoever sent it, by its file here."""

    def store(self, name: Path, encoded: str) -> Path:
        """The file with these bytes; the same bytes again are the same file. Raises: QueryError."""
        suffix = name.suffix.lower()
        if suffix not in STILL_SUFFIXES:
            raise QueryError(f"{name.name} is not a picture.", "Its name must end as a picture's does, such as .jpg.")
        try:
            raw = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError) as error:
            raise QueryError(f"The bytes of {name.name} are not valid base64.") from error
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="c2v-serve-"))
        # the name counts: two pictures of the same bytes but different names are separate in the answer
        key = hashlib.sha256(str(name).encode("utf-8", "surrogatepass") + b"\0" + raw).hexdigest()[:32]
        path = self._folder / f"{key}{suffix}"
        if self._names.pop(str(path), None) is None:
            path.write_bytes(raw)
        self._names[str(path)] = str(name)
        while len(self._names) > MOST_FILES:
            oldest = next(iter(self._names))
            del self._names[oldest]
            Path(oldest).unlink(missing_ok=True)
        return path

    def name_of(self, path: str) -> str:
        """What a picture was called by whoever sent it; other paths as they are."""
        return self._names.get(path, path)

    def close(self) -> None:
        """Remove the folder."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None
            self._names.clear()
