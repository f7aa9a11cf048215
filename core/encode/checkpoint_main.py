"""A process that looks at one checkpoint file and says what it is; started by `inspector`. Torch lives here."""

import json
import os
import sys
import threading
import traceback
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from core.encode.encoder_main import be_nice, take_streams
from core.encode.encoder_protocol import error_to_json
from core.errors import C2VError, OutOfMemoryError


def main(arguments: list[str]) -> None:
    """Answer the one question that the arguments ask, as a line of JSON."""
    incoming, outgoing = take_streams()
    threading.Thread(target=_end_with, args=(incoming,), name="listen", daemon=True).start()
    be_nice()
    try:
        said = _look(arguments)
    except C2VError as error:
        said = {"error": error_to_json(error)}
    except MemoryError:
        memory = OutOfMemoryError("The file does not fit into memory.", "Close other programs and try again.")
        said = {"error": error_to_json(memory)}
    except Exception:  # noqa: BLE001  the child's main loop: our bug, told to the program, which raises it there
        said = {"bug": traceback.format_exc()}
    outgoing.write(json.dumps(said).encode())
    outgoing.close()


def _look(arguments: list[str]) -> dict[str, Any]:
    from core.encode import checkpoint_check

    match arguments:
        case ["recognise", path, architecture]:
            return {"fit": asdict(checkpoint_check.recognise(Path(path), architecture))}
        case ["recognise_towers", path, architecture]:
            return {"fit": asdict(checkpoint_check.recognise_towers(Path(path), architecture))}
        case ["fits_architecture", path, architecture]:
            return {"fit": asdict(checkpoint_check.fits_architecture(Path(path), architecture))}
        case ["write_towers", source, target]:
            checkpoint_check.write_towers(Path(source), Path(target))
            return {}
        case ["try_model", path, backend, architecture]:
            checkpoint_check.try_model(Path(path), backend, architecture)
            return {}
        case _:
            raise RuntimeError(f"no such question: {arguments}")


def _end_with(incoming: BinaryIO) -> None:
    """End when the program that started us is gone. Thread: its own."""
    incoming.read()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
