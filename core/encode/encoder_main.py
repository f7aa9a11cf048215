"""The encoder process: holds the real encoder, answers on its standard streams, ends when they close.

Started by `encoder_process`; torch is imported only here and below. Everything printed goes to standard error, so that
nothing can fall between two messages.
"""

import queue
import traceback
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, BinaryIO, cast

import numpy as np

from core import registry
from core.encode import encoder_protocol
from core.encode.encoder_options import EncoderOptions
from core.encode.encoder_protocol import EncoderMessage
from core.encode.known_specs import keep_spec
from core.encode.lean_imports import import_towers
from core.errors import C2VError, OutOfMemoryError
from core.ports import Encoder, JointEncoder
from core.processes.child_side import be_nice, listen, take_streams
from core.processes.framing import ChannelError, send

NICE = 10
Reply = tuple[dict[str, Any], list[np.ndarray]]


def main() -> None:
    """Serve until the program that started us is gone."""
    incoming, outgoing = take_streams()
    requests: queue.SimpleQueue[EncoderMessage] = queue.SimpleQueue()
    listen(incoming, lambda message: requests.put(encoder_protocol.unpack_arrays(message)))
    be_nice(NICE)
    serve(requests.get, outgoing)


def serve(next_request: Callable[[], EncoderMessage], outgoing: BinaryIO) -> None:
    """Answer requests one after another; the first one names the model."""
    encoder: Encoder | None = None
    while True:
        request = next_request()
        try:
            if request.header["op"] == "load":
                options = EncoderOptions.from_json(request.header["options"])
                encoder = load(options)
                keep_spec(options, encoder.spec, encoder.state)
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
            send(outgoing, *encoder_protocol.pack_arrays(header, arrays))
        except ChannelError:
            return


def load(options: EncoderOptions) -> Encoder:
    """The model as this process runs it. Raises: EncoderError."""
    import_towers(options)
    encoder: Encoder = registry.load(registry.BACKENDS, options.backend).build(options)
    from core.encode.text_layers import use_measured_layers  # brings torch, and open_clip's layers

    use_measured_layers(encoder, options)
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
        case "set_words":
            encoder.set_words(encoder_protocol.words_from_wire(header, arrays))
            return {}, []
        case "explain":
            query = encoder_protocol.query_from_json(header["query"])
            return encoder_protocol.explanation_to_wire(encoder.explain(query, arrays[0], header["times_s"]))
        case unknown:
            raise RuntimeError(f"no such request: {unknown}")


if __name__ == "__main__":
    main()
