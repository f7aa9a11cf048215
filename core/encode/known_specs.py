"""What a model was found to be when it was last loaded, kept for the next start. Imports no torch.

Finding it out means reading all weights three times. What is kept holds for the very file it was found of: size, times
and place of the file, and the libraries that read it, must be the same.
"""

import hashlib
import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from core.encode import encoder_protocol
from core.encode.encoder_options import EncoderOptions
from core.values import EncoderSpec, EncoderState

SETTLED_S: Final = 2.0
"""A file that was written to a moment ago may be written to again without its time changing."""
_VERSION: Final = 1
"""Changed when the same file would be described otherwise."""
_LIBRARIES: Final = ("open_clip_torch", "torch", "safetensors")


def find_spec(options: EncoderOptions) -> EncoderSpec | None:
    """What the model is, where that is known."""
    kept = _read(options)
    with suppress(TypeError, KeyError, ValueError):
        return encoder_protocol.spec_from_json(kept["spec"]) if kept is not None else None
    return None


def find_state(options: EncoderOptions) -> EncoderState | None:
    """Where it ran the last time with these options."""
    kept = _read(options)
    with suppress(TypeError, KeyError, ValueError):
        if kept is not None and kept["options"] == _where(options):
            return encoder_protocol.state_from_json(kept["state"])
    return None


def keep_spec(
    options: EncoderOptions, spec: EncoderSpec, state: EncoderState, now_s: Callable[[], float] = time.time
) -> None:
    """Keep what was found; a cache: where nothing can be written it is found out again next time."""
    stamp = _stamp(options)
    if not options.notes or stamp is None or (find_spec(options) == spec and find_state(options) == state):
        return
    file = _file(options)
    draft = file.with_name(file.name + ".new")
    kept = {
        "stamp": stamp,
        "spec": encoder_protocol.spec_to_json(spec),
        "options": _where(options),
        "state": asdict(state),
    }
    with suppress(OSError):
        if now_s() - Path(options.weights).stat().st_mtime < SETTLED_S:
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
        draft.replace(file)


def _read(options: EncoderOptions) -> dict[str, Any] | None:
    if not options.notes:
        return None
    with suppress(OSError, ValueError):
        kept = json.loads(_file(options).read_text(encoding="utf-8"))
        if isinstance(kept, dict) and kept.get("stamp") == _stamp(options):
            return kept
    return None


def _file(options: EncoderOptions) -> Path:
    name = hashlib.sha256(f"{options.backend}\n{options.model}\n{options.weights}".encode()).hexdigest()[:24]
    return Path(options.notes) / f"{name}.json"


def _stamp(options: EncoderOptions) -> list[Any] | None:
    """Tells the file from any other; None for one that is not there, or is only named by a tag."""
    with suppress(OSError, metadata.PackageNotFoundError):
        said = Path(options.weights).stat()
        versions = [metadata.version(name) for name in _LIBRARIES]
        return [_VERSION, said.st_size, said.st_mtime_ns, said.st_ctime_ns, said.st_ino, said.st_dev, *versions]
    return None


def _where(options: EncoderOptions) -> list[Any]:
    return [options.device, options.precision, options.batch, options.threads]
