"""A Video CD's file as a plain stream: Windows copies such discs sector by sector, with headers in between."""

import io
from pathlib import Path

_HEAD_BYTES, _SECTOR_BYTES = 44, 2352
_FRONT_BYTES, _FORM_AT, _SECOND_FORM = 24, 18, 0x20
_FORM_1_BYTES, _FORM_2_BYTES = 2048, 2324
"""Source: Red, Yellow and Green Book as libcdio has them: sync, header and subheader, then data of form 1 or 2."""


def in_sectors(path: Path) -> bool:
    """Whether a file is a copy of a Video CD's sectors. Raises: OSError."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    return head[:4] == b"RIFF" and head[8:12] == b"CDXA"


class Sectors(io.RawIOBase):
    """The data of all sectors, one behind another. Raises: OSError on entering."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        count = max(0, path.stat().st_size - _HEAD_BYTES) // _SECTOR_BYTES
        self._file.seek(_HEAD_BYTES + _FORM_AT)
        form = self._file.read(1)  # pictures and sound of a disc are all of one form
        self._data_bytes = _FORM_2_BYTES if form and form[0] & _SECOND_FORM else _FORM_1_BYTES
        self._size, self._at = count * self._data_bytes, 0

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """As of any file."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        """As of any file."""
        return self._at

    def read(self, size: int = -1) -> bytes:
        """As of any file."""
        stop = self._size if size < 0 else min(self._size, self._at + size)
        parts = []
        while self._at < stop:
            sector, inside = divmod(self._at, self._data_bytes)
            count = min(stop - self._at, self._data_bytes - inside)
            self._file.seek(_HEAD_BYTES + sector * _SECTOR_BYTES + _FRONT_BYTES + inside)
            parts.append(self._file.read(count))
            self._at += count
        return b"".join(parts)

    def close(self) -> None:
        """Of the file below too."""
        self._file.close()
        super().close()
