"""Why nothing is at a path: what on the way to it is not there. Standard library only."""

import os
import stat
from pathlib import Path

_DRIVES = ("/media", "/run/media", "/mnt", "/Volumes")
"""Where systems mount drives, each in a folder of its own."""
_OF_USERS = ("/media", "/run/media")
"""Where there is a folder for each user, and the drives in that."""


def why_missing(path: Path) -> str:
    """One sentence about the first part of the path that is not there, or cannot be passed."""
    for part in (*reversed(path.parents), path):
        try:
            kind = part.stat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            return _absent(part, path)
        except PermissionError:
            return f"No permission to read {part}. Check its permissions."
        except OSError as error:
            return f"{part} cannot be read: {error.strerror or error}."
        if part != path and not stat.S_ISDIR(kind):
            return f"{part} is a file, not a folder."
    return f"{path} cannot be used."


def is_bare(folder: Path) -> bool:
    """True for a folder with nothing in it, as the place of a drive that is not mounted."""
    try:
        with os.scandir(folder) as entries:
            return next(entries, None) is None
    except OSError:
        return False


def _absent(part: Path, path: Path) -> str:
    if part.is_symlink():
        return f"{part} is a link to {_target(part)}, which was not found. Its drive may not be connected."
    if _is_of_drive(part, path):
        return f"Drive {part.name or path.drive} is not connected: {part} was not found."
    if part.parent != part and is_bare(part.parent):
        return f"The folder {part.parent} is empty. Its drive may not be connected."
    what = "file" if part == path and path.suffix else "folder"
    return f"The {what} {part} was not found."


def _is_of_drive(part: Path, path: Path) -> bool:
    """True for a folder that the system makes when it mounts a drive."""
    if str(part) == path.anchor or str(part.parent) in _DRIVES:
        return True
    return str(part.parent.parent) in _OF_USERS


def _target(link: Path) -> Path:
    try:
        return link.readlink()
    except OSError:
        return link
