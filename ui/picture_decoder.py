"""JPEG into raw bytes, on a lane, without Qt.

Qt asks its plug-ins what an image is; one of them connects objects while Python's lock is held, and the main thread
may wait for that lock inside the very mutex this needs: then both wait for ever. Pillow lets Python's lock go instead.
"""

import io
from dataclasses import dataclass

from core.errors import C2VError
from ui.translate import translate


class PictureDamagedError(C2VError):
    """These bytes are no whole JPEG."""


@dataclass(frozen=True, slots=True, eq=False)
class RawPicture:
    """Pixels as a QImage takes them. Shapes: data (height, width) grey, else (height, width, 4) of BGR and 255."""

    width: int
    height: int
    is_grey: bool
    data: bytes

    @property
    def bytes_per_line(self) -> int:
        """Length of a row; there is no padding."""
        return len(self.data) // self.height


def decode(jpeg: bytes) -> RawPicture:
    """The pixels as stored, as Qt would have read them. Thread: any. Raises: PictureDamagedError."""
    from PIL import Image  # behind the first paint, on the lane

    try:
        with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as picture:
            if picture.mode == "L":
                return RawPicture(*picture.size, is_grey=True, data=picture.tobytes())
            # with the fourth byte full, as Qt's RGB32 wants it
            return RawPicture(*picture.size, is_grey=False, data=picture.convert("RGBA").tobytes("raw", "BGRA"))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise PictureDamagedError(
            translate("Window", "This picture cannot be read: {error}.").format(error=error)
        ) from error
