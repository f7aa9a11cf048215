"""A decoder process that does what the name of a video says: `deadly`, `stuck`, `greedy`, `deadly once`."""

import os
import sys
import time
from pathlib import Path

from core.media import decoder_main
from core.media.source_reader import SourceReader


class DeadlyReader(SourceReader):
    def scan(self, path: Path, *how):
        mark = path.parent.parent / f"{path.stem}.mark"  # not among the videos
        if path.name.startswith("deadly once"):
            if not mark.exists():
                mark.touch()
                os.abort()
        elif path.name.startswith("deadly"):
            os.abort()
        elif path.name.startswith("stuck"):
            time.sleep(3600)
        elif path.name.startswith("greedy"):
            held = bytearray(1 << 40)  # more than any limit
            held[0] = 1
        return super().scan(path, *how)


if __name__ == "__main__":
    decoder_main.SourceReader = DeadlyReader  # type: ignore[attr-defined]
    sys.exit(decoder_main.main())
