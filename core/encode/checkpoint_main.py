"""The process that checks one checkpoint file; started by `checkpoint_process`. Torch lives here."""

import queue
import traceback
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core.encode.encoder_main import NICE
from core.encode.encoder_protocol import error_to_json
from core.errors import C2VError, OutOfMemoryError
from core.processes.child_side import be_nice, listen, take_streams
from core.processes.framing import Message, send


def main() -> None:
    """Answer one request."""
    incoming, outgoing = take_streams()
    requests: queue.SimpleQueue[Message] = queue.SimpleQueue()
    listen(incoming, requests.put)
    be_nice(NICE)
    request = requests.get().fields
    try:
        answer = _look([request["question"], *request["arguments"]])
    except C2VError as error:
        answer = {"error": error_to_json(error)}
    except MemoryError:
        memory = OutOfMemoryError("Not enough memory to read the file.", "Close other programs and try again.")
        answer = {"error": error_to_json(memory)}
    except Exception:  # noqa: BLE001  the child's main loop: our bug, told to the program, which raises it there
        answer = {"bug": traceback.format_exc()}
    send(outgoing, answer)


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


if __name__ == "__main__":
    main()
