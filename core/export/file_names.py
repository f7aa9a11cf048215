"""Names of files that every system and program can hold."""

import re
from typing import Final

from core.export.marker_text import one_line

_FORBIDDEN: Final = re.compile(r'[<>:"/\\|?*%#;]+')
"""Windows forbids the first of these; the last, and the question mark, mean something in an address."""
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE | re.ASCII)
"""Windows takes these for devices, whatever follows the dot."""


def portable_name(name: str) -> str:
    """A name as it can stand in an address without being escaped, and on any disk. It may be the same for two."""
    clean = _FORBIDDEN.sub("_", one_line(name)).rstrip(". ") or "_"
    return f"_{clean}" if _DEVICES.fullmatch(clean) else clean
