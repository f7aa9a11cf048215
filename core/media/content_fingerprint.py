"""What a video *is*, by its bytes alone: the same for a renamed, moved or copied file."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

ENDS_BYTES = 64 * 1024
"""Read at the head, in the middle and at the tail."""
PROBES, PROBE_BYTES = 29, 4 * 1024
"""Read between them, evenly spread: two exports of one timeline at a constant rate have equal size, head and tail,
and often an equal middle; a shot that was changed is met by one of these when it is longer than a thirtieth."""


def fingerprint(path: Path, size_bytes: int) -> str:
    """Content identity: the size, and a hash of head, middle, tail and many places between. Raises: OSError."""
    digest = hashlib.blake2b(str(size_bytes).encode(), digest_size=16)
    with path.open("rb", buffering=0) as file:
        for start, count in _places(size_bytes):
            file.seek(start)
            digest.update(file.read(count))
    return f"{size_bytes:x}-{digest.hexdigest()}"


def _places(size_bytes: int) -> Iterator[tuple[int, int]]:
    """Where to read, and how much; small files are read whole."""
    if size_bytes <= 3 * ENDS_BYTES + PROBES * PROBE_BYTES:
        yield 0, size_bytes
        return
    middle, tail = (size_bytes - ENDS_BYTES) // 2, size_bytes - ENDS_BYTES
    places = [(0, ENDS_BYTES), (middle, ENDS_BYTES), (tail, ENDS_BYTES)]
    places += [(size_bytes * (i + 1) // (PROBES + 1), PROBE_BYTES) for i in range(PROBES)]
    yield from sorted(places)
