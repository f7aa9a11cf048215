"""A picture store in a dictionary: the same behaviour as `core.store.picture_cache`, proved by the same suite."""

from collections.abc import Iterable

REACH_S = 0.5


class MemoryPictures:
    """Fits the port PictureStore."""

    def __init__(self) -> None:
        self._pictures: dict[str, dict[float, bytes]] = {}

    def put(self, fingerprint: str, pictures: Iterable[tuple[float, bytes]]) -> None:
        self._pictures.setdefault(fingerprint, {}).update(pictures)

    def get(self, fingerprint: str, time_s: float) -> bytes | None:
        pictures = self._pictures.get(fingerprint, {})
        near = min(pictures, key=lambda t: (abs(t - time_s), t), default=None)
        return None if near is None or abs(near - time_s) > REACH_S else pictures[near]

    def times(self, fingerprint: str) -> list[float]:
        return sorted(self._pictures.get(fingerprint, {}))

    def forget(self, fingerprints: Iterable[str]) -> None:
        for each in fingerprints:
            self._pictures.pop(each, None)

    def close(self) -> None:
        return
