"""The encoder process: holds the real encoder, answers on its standard streams, ends when they close.

Started by `host`; torch is imported only here and below. Everything printed goes to standard error, so that
nothing can fall between two messages.
"""

import os
import queue
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, BinaryIO, cast

import numpy as np

from core import registry
from core.encode import encoder_protocol
from core.encode.encoder_options import EncoderOptions
from core.encode.encoder_protocol import EncoderMessage
from core.errors import C2VError, OutOfMemoryError
from core.ports import Encoder, JointEncoder

Reply = tuple[dict[str, Any], list[np.ndarray]]


def main() -> None:
    """Serve until the program that started us is gone."""
    incoming, outgoing = take_streams()
    requests: queue.SimpleQueue[EncoderMessage] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(incoming, requests), name="listen", daemon=True).start()
    be_nice()
    serve(requests.get, outgoing)


def serve(next_request: Callable[[], EncoderMessage], outgoing: BinaryIO) -> None:
    """Answer requests one after another; the first one names the model."""
    encoder: Encoder | None = None
    while True:
        request = next_request()
        try:
            if request.header["op"] == "load":
                encoder = _load(request.header["options"])
                reply: Reply = {"spec": encoder_protocol.spec_to_json(encoder.spec)}, []
            elif encoder is None:
                raise RuntimeError("asked to work before a model was named")
            else:
                reply = _answer(encoder, request)
            header: dict[str, Any] = {**reply[0], "state": asdict(encoder.state)}
            arrays = reply[1]
        except C2VError as error:
            header, arrays = {"error": encoder_protocol.error_to_json(error)}, []
        except MemoryError:
            memory = OutOfMemoryError(
                "The model ran out of memory.", "Close other programs, or choose a smaller model."
            )
            header, arrays = {"error": encoder_protocol.error_to_json(memory)}, []
        except Exception:  # noqa: BLE001  the child's main loop: our bug, told to the program, which raises it there
            header, arrays = {"bug": traceback.format_exc()}, []
        try:
            encoder_protocol.write_message(outgoing, header, arrays)
        except OSError:
            return


def _load(options: dict[str, Any]) -> Encoder:
    chosen = EncoderOptions.from_json(options)
    encoder: Encoder = registry.load(registry.BACKENDS, chosen.backend).build(chosen)
    return encoder


def _answer(encoder: Encoder, request: EncoderMessage) -> Reply:
    header, arrays = request
    match header["op"]:
        case "encode_frames":
            return {}, [encoder.encode_frames(arrays[0])]
        case "encode_clips":
            return {}, [cast(JointEncoder, encoder).encode_clips(arrays[0], arrays[1])]
        case "encode_segments":
            return {}, [encoder.encode_segments(arrays[0], arrays[1])]
        case "encode_text":
            read = encoder.encode_text(header["texts"])
            pooled = np.stack([each.pooled for each in read]) if read else np.zeros((0, encoder.spec.dim), np.float32)
            return {"texts": [[each.text, each.dropped] for each in read]}, [pooled]
        case "explain":
            ledger = encoder.explain(encoder_protocol.query_from_json(header["query"]), arrays[0], header["times_s"])
            return encoder_protocol.ledger_to_wire(ledger)
        case unknown:
            raise RuntimeError(f"no such request: {unknown}")


def _listen(incoming: BinaryIO, requests: "queue.SimpleQueue[EncoderMessage]") -> None:
    """Pass requests on; when the pipe closes end at once, whatever is being computed. Thread: its own."""
    try:
        while True:
            requests.put(encoder_protocol.read_message(incoming))
    except (EOFError, OSError, ValueError):
        os._exit(0)


def take_streams() -> tuple[BinaryIO, BinaryIO]:
    """Keep the pipes for us and send everything printed to standard error."""
    incoming = os.fdopen(os.dup(0), "rb")
    outgoing = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return incoming, outgoing


def be_nice() -> None:
    """Give way to the window. Windows sets the priority when it starts us."""
    if hasattr(os, "nice"):
        os.nice(10)


if __name__ == "__main__":
    main()
