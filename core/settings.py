"""Settings: frozen records with their defaults, read from and written to TOML.

May import values, errors, file_lock, textfile and tomlkit. Each field carries its label and help text. Unknown
keys are kept in the file, with a warning; a bad value becomes the default, with a warning that names it.
"""

import difflib
import re
import shutil
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, fields, is_dataclass
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


def _option(
    default: Any, title: str, text: str, *, at_once: bool = False, between: tuple[int, int] | None = None
) -> Any:
    """A field with the label and the explanation that the settings page shows beside it.

    `at_once`: a running window follows it; all others take effect at the next start. `between`: least and most.
    """
    return field(default=default, metadata={"title": title, "help": text, "at_once": at_once, "between": between})


def _section(record: type, title: str) -> Any:
    """A group of fields with its heading."""
    return field(default_factory=record, metadata={"title": title})


@dataclass(frozen=True, slots=True)
class SamplingSettings:
    """Which frames are indexed."""

    every_s: float = _option(
        0.5,
        "Sample every",
        "Time between two sampled frames. A smaller value finds shorter moments and takes longer to index.",
    )
    mode: Literal["exact", "fast"] = _option(
        "exact",
        "Frames",
        "exact finds every moment of half a second or more. fast samples keyframes only: five to twenty times faster"
        " with clips from the web and most cameras. It can miss what happens between two keyframes, which may be ten"
        " seconds apart, and it places cuts at the next keyframe. Clips indexed fast are labelled and can be re-indexed"
        " in full later.",
    )
    stills: bool = _option(
        True, "Index stills", "Index photos and other still pictures too. Clips are always indexed first."
    )
    min_frames: int = _option(
        4,
        "Minimum frames per shot",
        "A shot too short for this many samples is sampled more densely. Has no effect in fast mode.",
    )
    ignore: tuple[str, ...] = _option(
        (".*", "*.part", "*.crdownload", "*.tmp"), "Ignore", "Files and folders with these names are skipped."
    )
    deadline_s: float = _option(
        20.0, "Decoder timeout", "A clip that yields no new frame for this long is skipped, with a note."
    )
    decoders: int = _option(
        0,
        "Clips indexed in parallel",
        "0 chooses automatically: half the processor cores, or nearly all of them with a graphics card.",
    )


@dataclass(frozen=True, slots=True)
class WatchingSettings:
    """How changes in folders are noticed."""

    watch: bool = _option(
        True,
        "Watch for new files",
        "New, changed and deleted files appear by themselves. When off, they are noticed at the next start, or with"
        " File > Rescan folders.",
        at_once=True,
    )
    rescan_minutes: float = _option(
        5.0,
        "Rescan every (minutes)",
        "How often network drives, and other folders that the system cannot watch, are searched for changes.",
    )


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """The model that frames and queries are encoded with."""

    backend: str = _option(
        "clip2video",
        "Model type",
        "clip2video, clip_mean for plain image-text models, or frozen for Frozen in Time.",
    )
    weights: str = _option("", "Checkpoint", "Path of a checkpoint file. Leave empty to use the bundled demo model.")
    model: str = _option("", "Architecture", "For clip_mean: the open_clip name of the model, such as ViT-B-32.")
    device: Literal["auto", "cuda", "mps", "cpu"] = _option(
        "auto", "Device", "Where the model runs. auto uses a graphics card if there is one."
    )
    precision: Literal["auto", "float32", "bfloat16", "int8"] = _option(
        "auto",
        "Number format",
        "auto uses the fastest format found by `c2v models bench`, which the window offers before long indexing. int8 "
        "has to be created there first.",
    )
    batch: int = _option(
        16, "Batch size", "Maximum number of frames encoded at once. A smaller value reacts faster to Pause."
    )
    threads: int = _option(
        0, "Processor threads", "Threads the model may use. 0 leaves one core free for your other programs."
    )


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """How vectors are searched."""

    engine: str = _option("hnsw", "Search method", "hnsw is fast in large libraries; exact compares every moment.")
    exact_below: int = _option(
        20_000, "Search exactly below", "Libraries with fewer moments than this are always searched exactly."
    )


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """What a search returns."""

    limit: int = _option(100, "Maximum results", "How many moments a search shows at most.", at_once=True)
    group_by_film: bool = _option(False, "One result per clip", "Show only the best moment of each clip.")
    history: bool = _option(
        True,
        "Remember searches",
        "Offer earlier searches in the search line and in the Search menu. Turning this off deletes them.",
        at_once=True,
    )


@dataclass(frozen=True, slots=True)
class LibrarySettings:
    """Where the library is stored."""

    folder: str = _option(
        "",
        "Library folder",
        "Where the library is stored, on any drive. An existing library is not moved there. Leave empty to use the"
        " program's own folder.",
    )


@dataclass(frozen=True, slots=True)
class ProxySettings:
    """Proxies of clips, which play while the original's drive is disconnected."""

    make: bool = _option(
        False,
        "Make proxies",
        "While a clip is indexed in full, make a copy of at most 480 lines, with sound, beside the index. It plays when"
        " the original's drive is disconnected or the original cannot be played here. Each hour of footage takes 0.4 to"
        " 1.2 GB. Indexing takes half as long again for clips from the web or a camera, three times as long for MPEG-2"
        " and nine times for editing codecs such as ProRes, because every frame is decoded. Clips indexed earlier, or"
        " fast, get a proxy with Clip > Make Proxy.",
    )
    disk_gb: float = _option(
        20.0,
        "Disk space for proxies",
        "At most, for all of them together. Those not played for longest are removed first.",
    )
    taller_than: int = _option(
        0, "Only if taller than", "Only clips with more lines than this get a proxy. 0 means every clip."
    )


@dataclass(frozen=True, slots=True)
class MachineSettings:
    """How much of the computer indexing in the window may use. The command line ignores these settings."""

    while_playing: PaceMode = _option(
        "slow",
        "While a clip plays",
        "Index at full speed, at a quarter of it (slow), or not at all (held).",
        at_once=True,
    )
    on_battery: PaceMode = _option(
        "slow", "On battery", "Index at full speed, at a quarter of it (slow), or not at all (held).", at_once=True
    )
    hours: str = _option(
        "", "Only between", "Index only between these times, such as 20:00-07:00. Empty means always.", at_once=True
    )
    reader_threads: int = _option(
        0, "Threads per decoder", "Processor threads for each clip being read. 0 uses half of them, at most eight."
    )
    reader_memory_gb: float = _option(
        0.0,
        "Memory per decoder",
        "A clip that needs more than this is skipped, with a note. 0 means half of the computer's memory, at most 8 GB."
        " Has no effect on Windows.",
    )
    hardware_decoding: bool = _option(
        True,
        "Decode on the graphics card",
        "Clips are decoded by the graphics card where a short trial shows that it gives the same pictures in less time."
        " Otherwise, and whenever it fails, the processor decodes them.",
    )


@dataclass(frozen=True, slots=True)
class NetworkSettings:
    """How models are downloaded; nothing else uses the network."""

    proxy: str = _option(
        "",
        "Proxy server",
        "For model downloads, such as http://proxy.example:3128. Leave empty to use the system's proxy settings.",
        at_once=True,
    )
    mirror: str = _option(
        "", "Mirror", "Address of a mirror of the model hub. Leave empty to download from the hub itself.", at_once=True
    )


@dataclass(frozen=True, slots=True)
class ScriptSettings:
    """Whether other programs of this computer may ask the window's library."""

    allow: bool = _option(
        False,
        "Allow scripts",
        "Scripts, assistants (MCP) and the command line can ask this library while the window is open. Only programs"
        " on this computer that know the access token get an answer: Edit > Scripts and assistants shows it.",
        at_once=True,
    )
    change: bool = _option(
        False,
        "Scripts may change",
        "They may rate and tag clips, keep moments and create collections. They can never remove or index anything.",
        at_once=True,
    )


@dataclass(frozen=True, slots=True)
class AppearanceSettings:
    """How the window looks and moves."""

    theme: Literal["system", "dark", "light"] = _option("dark", "Theme", "Colours of the window.", at_once=True)
    language: Literal["system", "en", "de"] = _option(
        "en",
        "Language",
        "English or German; System follows the desktop. Notes, some errors and the command line are in English.",
    )
    text_percent: int = _option(
        100,
        "Text size",
        "Size of all text in per cent, 90 to 200, on top of what the system asks for.",
        between=(90, 200),
    )
    density: Literal["compact", "normal", "roomy"] = _option(
        "normal",
        "Density",
        "How tightly cards, rows and folders are spaced. Ctrl and + or - change the size of cards.",
        at_once=True,
    )
    motion: Literal["system", "reduce"] = _option(
        "system",
        "Motion",
        "Reduce stops all animation: skimming through a clip under the mouse, spinners, sliding menus. System does so"
        " where the system asks for it.",
        at_once=True,
    )


@dataclass(frozen=True, slots=True)
class PlayerSettings:
    """How clips are played."""

    pre_roll_s: float = _option(
        0.5,
        "Pre-roll",
        "How long before a moment playback starts when you press Return on a card or double-click it.",
        at_once=True,
        between=(0, 60),
    )


@dataclass(frozen=True, slots=True)
class KeySettings:
    """Keyboard shortcuts, edited on a page of their own."""

    preset: Literal["c2v", "premiere", "final_cut", "resolve"] = _option(
        "c2v",
        "Preset",
        "Shortcuts of other editing programs, for the commands that exist here.",
        at_once=True,
    )
    changes: tuple[str, ...] = _option(
        (),
        "Changed shortcuts",
        "What is different from the preset, such as play.back = J: one line for each key of a command, and a line"
        " without a key for a command that has none.",
        at_once=True,
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings."""

    sampling: SamplingSettings = _section(SamplingSettings, "Indexing")
    watching: WatchingSettings = _section(WatchingSettings, "Watched folders")
    encoder: EncoderSettings = _section(EncoderSettings, "Model")
    index: IndexSettings = _section(IndexSettings, "Index")
    search: SearchSettings = _section(SearchSettings, "Search")
    library: LibrarySettings = _section(LibrarySettings, "Library")
    proxies: ProxySettings = _section(ProxySettings, "Proxies")
    player: PlayerSettings = _section(PlayerSettings, "Player")
    machine: MachineSettings = _section(MachineSettings, "Performance")
    network: NetworkSettings = _section(NetworkSettings, "Network")
    scripts: ScriptSettings = _section(ScriptSettings, "Scripts")
    look: AppearanceSettings = _section(AppearanceSettings, "Appearance")
    keys: KeySettings = _section(KeySettings, "Keyboard")


def load_settings(path: Path) -> tuple[Settings, list[str]]:
    """Read settings; a missing file gives the defaults.

    Returns the settings and one sentence for each value that could not be used and each name that is not known.
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
    known = {each.name for each in fields(kind)}
    warnings += [_unknown(f"{where}.{name}".lstrip("."), name, known) for name in given if name not in known]
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
        if (between := each.metadata["between"]) is not None and value is not None:
            value = value if between[0] <= value <= between[1] else None
        if value is None:
            warnings.append(f"Setting {name} = {given[each.name]!r} is invalid and was ignored; the default is used.")
        else:
            values[each.name] = value
    return kind(**values)


def _unknown(name: str, key: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(key, sorted(known), n=1, cutoff=0.7)
    meant = f" Did you mean {name.removesuffix(key)}{near[0]}?" if near else ""
    said = name if name.isprintable() else ascii(name)
    return f"Setting {said} is not known to this version and was ignored.{meant}"


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
