"""Whether a root's drive is there: known by the volume's id, so that an empty mount point is no deletion."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from core.errors import StoreError
from core.ports import Disk, RootCatalogue
from core.values import Folder, Volume


@dataclass(frozen=True, slots=True)
class RootUnavailable:
    """A root that cannot be read, and why."""

    absence: str
    is_deleted: bool = False
    """True when its drive is there and the root is not."""
    is_doubtful: bool = False
    """True when nobody knows which drive it was on."""


class Drives:
    """Knows on which volumes roots lie. Thread: the engine lane."""

    def __init__(self, catalogue: RootCatalogue, disk: Disk) -> None:
        self._catalogue, self._disk = catalogue, disk

    def find(self, folder: Folder) -> Folder:
        """The root where its drive is mounted now, should that have changed. Raises: StoreError."""
        known, now = self._known(folder), self._disk.volumes(folder.path)
        if known is None or not known.id or (now and known.is_same(now[0])):
            return folder
        inner = folder.path.relative_to(known.mount)
        for mount in self._disk.find_volume(known.id):
            place = mount / inner
            if place != folder.path and not self._disk.is_gone(place):
                with suppress(
                    StoreError
                ):  # somebody has added it there by hand: then videos find their places one by one
                    self._catalogue.rebase_folder(folder.id, place)
                    self._catalogue.set_volumes(folder.id, [replace(known, mount=mount)])
                    return replace(folder, path=place)
        return folder

    def is_known(self, folder: Folder) -> bool:
        """True when the id of the root's volume is known."""
        known = self._known(folder)
        return known is not None and bool(known.id)

    def is_strange(self, folder: Folder, now: Sequence[Volume]) -> bool:
        """True when another volume is where the root's own was."""
        known = self._known(folder)
        return known is not None and bool(now) and not known.is_same(now[0])

    def explain(self, folder: Folder) -> RootUnavailable:
        """Why a root is not there."""
        known, now = self._known(folder), self._disk.volumes(folder.path)
        if known is None or not now:
            return RootUnavailable(f"{folder.path} was not found. Its drive may not be connected.", is_doubtful=True)
        if known.is_same(now[0]):
            if self._disk.is_gone(folder.path):
                return RootUnavailable(
                    f"{folder.path} was not found. Was it moved, renamed or deleted?", is_deleted=True
                )
            return RootUnavailable(f"Drive {known.label} is not responding.")
        return RootUnavailable(f"Drive {known.label} is not connected.", is_doubtful=not known.id)

    def stranger(self, folder: Folder) -> RootUnavailable:
        """What to say when the root's place is there, but not its drive."""
        known = self._known(folder)
        label = known.label if known is not None else folder.path.name
        if self._disk.is_bare(folder.path):
            return RootUnavailable(f"Drive {label} is not connected.")
        return RootUnavailable(f"Drive {label} is not connected; another drive is in its place.")

    def unmounted(self, folder: Folder, now: Sequence[Volume]) -> list[Volume]:
        """Volumes that were mounted below the root and are not now."""
        mine = self._known(folder)
        return [
            volume
            for volume in self._catalogue.volumes(folder.id)
            if volume != mine and volume.mount.is_relative_to(folder.path) and not _is_among(volume, now)
        ]

    def remember(self, folder: Folder, now: Sequence[Volume]) -> None:
        """Note the volumes as they are now; those not connected stay noted."""
        noted = self._catalogue.volumes(folder.id)
        wanted = {volume.mount: volume for volume in [*now, *self.unmounted(folder, now)]}
        if now and wanted != {volume.mount: volume for volume in noted}:
            self._catalogue.set_volumes(folder.id, list(wanted.values()))

    def home_of(self, place: Path, is_file: bool, folders: Collection[Folder]) -> Folder | None:
        """The root that lies here now, because its drive is mounted elsewhere than it was; it is moved here."""
        for folder in folders:
            known, now = self._known(folder), self._disk.volumes(place)
            if not now or known is None or not known.id or folder.is_file != is_file or not known.is_same(now[0]):
                continue
            if now[0].mount / folder.path.relative_to(known.mount) == place and self._disk.is_gone(folder.path):
                found = self.find(folder)
                return found if found.path == place else None
        return None

    def _known(self, folder: Folder) -> Volume | None:
        """The volume the root itself was on when last seen."""
        around = [v for v in self._catalogue.volumes(folder.id) if folder.path.is_relative_to(v.mount)]
        return max(around, key=lambda volume: len(volume.mount.parts), default=None)


def _is_among(volume: Volume, now: Sequence[Volume]) -> bool:
    """True when this volume is mounted at its place, or at another one below the root."""
    return any(one.is_same(volume) for one in now)
