"""Settings: frozen records with their defaults, read from and written to TOML.

May import values, errors, file_lock, textfile and tomlkit. Each field's docstring is its tooltip. Unknown keys are
kept; a bad value becomes the default, with a warning that names it.
"""

import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Literal, get_args, get_origin, get_type_hints

import tomlkit
from tomlkit.exceptions import TOMLKitError

from core.errors import SettingsError
from core.file_lock import drop_lock, take_lock
from core.textfile import Text, read_text
from core.values import PaceMode

_PATIENCE_S = 2.0
_GUESSED = (
    "The settings file {} is not saved as UTF-8. It was read as Windows-1252, so accented letters in it may be wrong:"
    " save it as UTF-8."
)


@dataclass(frozen=True, slots=True)
class Sampling:
    """How films are looked at."""

    every_s: float = 0.5
    """Seconds between two sampled frames. Smaller finds shorter moments and takes longer."""
    mode: Literal["exact", "fast"] = "exact"
    """exact finds every moment of half a second. fast looks at keyframes only: five to twenty times as quick with films
    from the web and most cameras, but what happens between two keyframes (there up to ten seconds apart) can be missed,
    and a cut is known to the next keyframe only. Films indexed fast say so and can be indexed again exactly."""
    stills: bool = True
    """Index photographs and other still pictures too. Films are always indexed first."""
    min_frames: int = 4
    """A shot too short for this many samples is sampled more densely; not in fast mode."""
    ignore: tuple[str, ...] = (".*", "*.part", "*.crdownload", "*.tmp")
    """File and folder names that are passed over."""
    deadline_s: float = 20.0
    """A film that gives no new frame for this long is given up."""
    decoders: int = 0
    """Films read at the same time. 0 chooses: half the processor's cores, or nearly all with a graphics card."""


@dataclass(frozen=True, slots=True)
class Watching:
    """How changes in folders are noticed."""

    rescan_minutes: float = 5.0
    """Network drives, and folders the system cannot watch, are looked through this often."""


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """The model that looks at frames and reads sentences."""

    backend: str = "clip2video"
    """Which kind of model: clip2video, clip_mean for plain image-text models, or frozen for Frozen in Time."""
    weights: str = ""
    """Path of a checkpoint file. Empty uses the demo model that comes with the program."""
    model: str = ""
    """For clip_mean: the open_clip name of the model, such as ViT-B-32."""
    device: Literal["auto", "cuda", "mps", "cpu"] = "auto"
    """Where the model runs. "auto" takes a graphics card if there is one."""
    precision: Literal["auto", "float32", "bfloat16", "int8"] = "auto"
    """Number format. "auto" takes the fastest of those `c2v models bench` measured, else measures at start. int8 wants
    to be made there first."""
    batch: int = 16
    """Frames encoded at once, at most. Smaller reacts faster to pause."""
    threads: int = 0
    """Processor threads of the model; 0 leaves one core to you."""


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """How vectors are searched."""

    engine: str = "hnsw"
    """hnsw (fast in large libraries) or exact."""
    exact_below: int = 20_000
    """Libraries with fewer segments are searched exactly."""


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """What a search gives back."""

    limit: int = 100
    """Moments shown at most."""
    group_by_film: bool = False
    """Show only the best moment of each film."""


@dataclass(frozen=True, slots=True)
class LibrarySettings:
    """Where the library lies."""

    folder: str = ""
    """Folder of the library, on any drive; nothing is moved there. Empty means the program's own folder."""


@dataclass(frozen=True, slots=True)
class Proxies:
    """Small copies of films, which play while the drive with the original is away."""

    make: bool = False
    """Make a film of at most 480 lines beside the index, with sound, while a film is indexed exactly. It plays when the
    original's drive is not connected, or when the original cannot be played here. Costs 0.4 to 1.2 GB an hour of
    footage, and time: reading a film from the web or a camera takes half as long again, MPEG-2 three times, editing
    codecs such as ProRes nine times, as every frame has to be decoded. Films indexed before, or fast, get one by Clip,
    Make proxy."""
    disk_gb: float = 20.0
    """All proxies together take at most this much; those not played for longest make room."""
    taller_than: int = 0
    """Only films with more lines than this get one; 0 means every film."""


@dataclass(frozen=True, slots=True)
class Machine:
    """How much of the computer indexing in the window may take. The command line asks nobody."""

    while_playing: PaceMode = "slow"
    """Indexing while a film plays: full speed, slow (a quarter of it), or held."""
    on_battery: PaceMode = "slow"
    """Indexing while the computer runs on battery: full speed, slow (a quarter of it), or held."""
    hours: str = ""
    """Index only between these times, such as 20:00-07:00. Empty means always."""
    reader_threads: int = 0
    """Processor threads of each film reader; 0 takes half of them, eight at most."""
    reader_memory_gb: float = 0.0
    """Memory a film reader may take; a film that wants more is skipped, with a note. 0 is half of the
    computer's, 8 at most. Windows sets no limit."""


@dataclass(frozen=True, slots=True)
class Network:
    """How models are fetched; nothing else uses the network."""

    proxy: str = ""
    """Proxy for fetching models, such as http://proxy.example:3128. Empty takes the system's own."""
    mirror: str = ""
    """Address of a mirror of the hub that models come from. Empty asks the hub itself."""


@dataclass(frozen=True, slots=True)
class Look:
    """How the window looks."""

    theme: Literal["system", "dark", "light"] = "dark"
    """Colours of the window."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings."""

    sampling: Sampling = field(default_factory=Sampling)
    watching: Watching = field(default_factory=Watching)
    encoder: EncoderSettings = field(default_factory=EncoderSettings)
    index: IndexSettings = field(default_factory=IndexSettings)
    search: SearchSettings = field(default_factory=SearchSettings)
    library: LibrarySettings = field(default_factory=LibrarySettings)
    proxies: Proxies = field(default_factory=Proxies)
    machine: Machine = field(default_factory=Machine)
    network: Network = field(default_factory=Network)
    look: Look = field(default_factory=Look)


def load_settings(path: Path) -> tuple[Settings, list[str]]:
    """Read settings; a missing file gives the defaults.

    Returns the settings and one sentence for each value that could not be used.
    Raises: SettingsError, when the file is there but is no TOML or cannot be read.
    """
    try:
        read = read_text(path)
        document = _parsed(read).unwrap()
    except FileNotFoundError:
        return Settings(), []
    except (OSError, UnicodeDecodeError, TOMLKitError, RecursionError) as error:
        raise SettingsError(
            f"The settings file {path} cannot be used: {_why(error)}.",
            "Correct it in a text editor, or rename it to start from the defaults. It is left as it is.",
        ) from error
    warnings = [_GUESSED.format(path)] if read.is_guessed else []
    return _record(Settings, document, "", warnings), warnings


def save_settings(path: Path, settings: Settings) -> None:
    """Write settings, keeping keys and comments this version does not know.

    Raises: SettingsError, when the file cannot be written.
    """
    try:
        read = read_text(path) if path.exists() else Text("")
        document = _parsed(read)
        for section in fields(settings):
            table = document.setdefault(section.name, tomlkit.table())
            record = getattr(settings, section.name)
            for each in fields(record):
                value = getattr(record, each.name)
                table[each.name] = list(value) if isinstance(value, tuple) else value
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".toml.new")
        draft.write_text(tomlkit.dumps(document), encoding="utf-8")
        if not read.is_plain:  # it becomes UTF-8; whoever wrote it may want it as it was
            shutil.copyfile(path, path.with_suffix(".toml.before"))
        draft.replace(path)
    except (OSError, UnicodeDecodeError, TOMLKitError, RecursionError) as error:
        raise SettingsError(f"The settings could not be saved to {path}: {_why(error)}.") from error


def _parsed(read: Text) -> tomlkit.TOMLDocument:
    """Raises: TOMLKitError."""
    return tomlkit.parse(read.text)


def _why(error: Exception) -> str:
    """Without the full stop that the sentence around it brings."""
    if isinstance(error, UnicodeDecodeError):
        return "it is not a text file in UTF-8"
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return str(error).rstrip(".") or type(error).__name__


def change_settings(path: Path, edit: Callable[[Settings], Settings]) -> Settings:
    """Read, change and write in one go, so that no program overwrites what another one has just saved.

    Raises: SettingsError.
    """
    turn = path.with_suffix(".toml.lock")
    file = _wait_for_turn(turn)
    try:
        changed = edit(load_settings(path)[0])
        save_settings(path, changed)
    finally:
        drop_lock(file, turn)
    return changed


def carry_over(opened: Settings, entered: Settings, now: Settings) -> Settings:
    """What was changed in a form since it was opened, on the settings as they are now."""
    for section in fields(now):
        before, after = getattr(opened, section.name), getattr(entered, section.name)
        names = [each.name for each in fields(after)]
        new = {name: getattr(after, name) for name in names if getattr(after, name) != getattr(before, name)}
        now = replace(now, **{section.name: replace(getattr(now, section.name), **new)})
    return now


def _wait_for_turn(turn: Path) -> BinaryIO:
    until_s = time.monotonic() + _PATIENCE_S
    while True:
        try:
            turn.parent.mkdir(parents=True, exist_ok=True)
            return take_lock(turn)
        except BlockingIOError as error:
            if time.monotonic() > until_s:
                raise SettingsError("Another C2V window or command is busy with the settings.", "Try again.") from error
            time.sleep(0.02)
        except OSError as error:
            raise SettingsError(f"The settings could not be saved to {turn.with_suffix('')}: {error}.") from error


def hours_of(text: str) -> tuple[int, int] | None:
    """Two times of day, "20:00-07:00", as minutes since midnight; None when it is nothing of the kind."""
    found = _HOURS.fullmatch(text.strip())
    if found is None:
        return None
    start_h, start_min, end_h, end_min = map(int, found.groups())
    return start_h * 60 + start_min, end_h * 60 + end_min


_HOURS = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-\u2013]\s*([01]?\d|2[0-3]):([0-5]\d)")


def _record(kind: Any, given: object, where: str, warnings: list[str]) -> Any:
    """Build a settings record from a TOML table, value by value."""
    if not isinstance(given, dict):
        warnings.append(f"Setting {where} should be a table; its defaults are used.")
        return kind()
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    for each in fields(kind):
        if each.name not in given:
            continue
        name, hint = f"{where}.{each.name}".lstrip("."), hints[each.name]
        if is_dataclass(hint):
            values[each.name] = _record(hint, given[each.name], name, warnings)
            continue
        value = _fit(given[each.name], hint, each.default)
        if each.name == "hours" and value and hours_of(value) is None:
            value = None
        if value is None:
            warnings.append(f"Setting {name} = {given[each.name]!r} cannot be used; its default is.")
        else:
            values[each.name] = value
    return kind(**values)


def _fit(value: object, hint: Any, default: object) -> Any:
    """The value as the hint wants it, or None. Nought is a number only where it means something: as a default."""
    if get_origin(hint) is Literal:
        return value if value in get_args(hint) else None
    if get_origin(hint) is tuple:
        good = isinstance(value, list) and all(isinstance(one, str) for one in value)
        return tuple(value) if good and isinstance(value, list) else None
    if hint is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if value > 0 or value == default else None
    if hint is int and isinstance(value, int) and not isinstance(value, bool):
        return value if value >= 0 else None
    return value if type(value) is hint else None
