"""An Encoder that forwards to a process of its own, so that the window never holds torch.

The process has low priority, ends when our end of its pipe closes, and is started again when it dies.
Torch-free, and so is everything it imports.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from core.encode import encoder_protocol
from core.encode.encoder_options import EncoderOptions
from core.encode.encoder_protocol import EncoderMessage
from core.encode.known_specs import find_spec, find_state
from core.errors import DeviceError, EncoderDiedError, EncoderError
from core.processes import child_process
from core.processes.child_process import ChildProcess, NoAnswerError, StartError
from core.processes.framing import ChannelError
from core.values import (
    ByteArray,
    EncoderSpec,
    EncoderState,
    Explanation,
    FloatArray,
    HalfArray,
    Query,
    TextVectors,
)
from core.values.teaching import AddedWord

_log = logging.getLogger(__name__)
_BACK_OFF_S = 0.25
_LONGEST_BACK_OFF_S = 60.0
_PATIENCE_S = 2.0
_RETRIES = 1
_ENVIRONMENT = {"OMP_WAIT_POLICY": "PASSIVE"}  # threads of torch that wait must not spin


class EncoderProcess:
    """The ports Encoder, BackgroundEncoder and JointEncoder, answered by a child.

    Thread: one caller at a time; `close` from any.
    """

    def __init__(
        self,
        options: EncoderOptions,
        command: Sequence[str] | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        deadline_s: float = 300.0,
    ) -> None:
        self._options = options
        self._command = [*(command or child_process.helper_command("encoder", "core.encode.encoder_main"))]
        self._clock = clock
        self._sleep = sleep
        self._deadline_s = deadline_s
        self._child: ChildProcess | None = None
        self._is_loading = False
        self._spec: EncoderSpec | None = None
        self._state: EncoderState | None = None
        self._deaths = 0
        self._not_before = 0.0
        self._closed = False
        self._words: tuple[AddedWord, ...] = ()
        self._busy = threading.Lock()

    def begin(self) -> None:
        """Start loading without waiting; `spec` is known at once where this file was loaded before."""
        with self._busy:
            if self._child is not None or self._closed or self._not_before > self._clock():
                return
            known = find_spec(self._options)
            try:
                self._start()
            except EncoderError:
                return  # the first request reports it
            if known is not None and self._spec is None:
                self._spec, self._state = known, find_state(self._options)

    def load(self) -> None:
        """Wait until the model is loaded. Raises: EncoderError."""
        self._ask("spec")

    @property
    def is_loading(self) -> bool:
        """True from `begin` until the first request, which waits for it, has found it loaded. Thread: any."""
        return self._is_loading

    @property
    def spec(self) -> EncoderSpec:
        """The vector space. Raises: EncoderError, when the model cannot be loaded."""
        if self._spec is None:
            self.load()
        assert self._spec is not None
        return self._spec

    @property
    def state(self) -> EncoderState:
        """Where it runs, as last heard of."""
        return self._state or EncoderState(self._options.device, self._options.precision, self._options.batch, 0)

    def encode_frames(self, pixels: ByteArray) -> HalfArray:
        """Shapes: (N, S, S, 3) uint8 -> (N, E) float16. Raises: EncoderError."""
        return self._ask("encode_frames", arrays=[pixels]).arrays[0]

    def encode_clips(self, pixels: ByteArray, mask: ByteArray) -> HalfArray:
        """Shapes: (B, F, S, S, 3) uint8, (B, F) -> (B, F, E) float16. Raises: EncoderError."""
        return self._ask("encode_clips", arrays=[pixels, mask]).arrays[0]

    def encode_segments(self, frame_vectors: HalfArray, mask: ByteArray) -> FloatArray:
        """Shapes: (B, F, E) float16, (B, F) -> (B, D) float32, unit norm. Raises: EncoderError."""
        return self._ask("encode_segments", arrays=[frame_vectors, mask]).arrays[0]

    def encode_text(self, texts: Sequence[str]) -> list[TextVectors]:
        """One record per text. Raises: QueryError, EncoderError."""
        answer = self._ask("encode_text", {"texts": list(texts)})
        pooled = answer.arrays[0]
        said = answer.header["texts"]
        return [TextVectors(text, pooled[i], tuple(dropped)) for i, (text, dropped) in enumerate(said)]

    def set_words(self, words: Sequence[AddedWord]) -> None:
        """Read these words with their own vectors from now on, also after a restart; starts and awaits no process.

        Raises: EncoderError, when they do not fit this text tower; then all is as it was. A process started later
        leaves out words that do not fit, and says so in the log.
        """
        before, self._words = self._words, tuple(words)
        if self._child is None or self._is_loading:
            return
        try:
            self._ask("set_words", *encoder_protocol.words_to_wire(words))
        except DeviceError:
            raise  # the process died: the next one gets the words
        except EncoderError:
            self._words = before
            raise

    def explain(self, query: Query, frame_vectors: HalfArray, times_s: Sequence[float]) -> Explanation:
        """Take the score of one segment apart. Raises: QueryError, EncoderError."""
        header = {"query": encoder_protocol.query_to_json(query), "times_s": [float(t) for t in times_s]}
        answer = self._ask("explain", header, [frame_vectors])
        return encoder_protocol.explanation_from_wire(answer.header, answer.arrays)

    def close(self) -> None:
        """End the process, in the middle of whatever it does."""
        self._closed = True
        child, self._child = self._child, None
        if child is not None:
            child.end()

    # ---- asking

    def _ask(
        self, op: str, header: Mapping[str, Any] | None = None, arrays: Sequence[np.ndarray] = ()
    ) -> EncoderMessage:
        """Send a request, wait for its answer; when the process dies over it, try once more with a new one."""
        with self._busy:
            for attempt in range(_RETRIES + 1):
                child = self._alive()
                if op == "spec":
                    return EncoderMessage({}, [])  # starting it was all that was wanted
                try:
                    answer = self._exchange(child, {"op": op, **(header or {})}, arrays)
                except ChannelError as error:
                    died = self._note_death(child, error)
                    if attempt == _RETRIES or self._closed:
                        raise died from error
                    continue
                self._deaths = 0
                return self._heard(answer)
        raise AssertionError("unreachable")

    def _alive(self) -> ChildProcess:
        """The running process, or a new one with the model loaded. Raises: EncoderError."""
        if self._closed:
            raise DeviceError("The model was shut down.")
        if self._child is None:
            self._wait_for_restart()
            self._start()
        child = self._child
        if child is None:
            raise DeviceError("The model was shut down.")
        if self._is_loading:
            self._await_load(child)
        return child

    def _wait_for_restart(self) -> None:
        """Raises: EncoderDiedError, while it died too often."""
        wait_s = self._not_before - self._clock()
        if wait_s > _PATIENCE_S:
            raise EncoderDiedError(
                f"The model's process ended {self._deaths} times in a row.",
                f"It restarts in {wait_s:.0f} s. A smaller batch size or another device may help.",
            )
        if wait_s > 0:
            self._sleep(wait_s)

    def _start(self) -> None:
        """Start a process and have it load the model. Raises: DeviceError."""
        try:
            child = self._child = ChildProcess("encoder", self._command, environment=_ENVIRONMENT)
        except StartError as error:
            raise DeviceError(f"The model's process could not be started: {error}.") from error
        if self._closed:  # a moment ago, from another thread
            raise self._note_death(child, ChannelError("closed"))
        fields, blobs = encoder_protocol.pack_arrays({"op": "load", "options": self._options.to_json()}, [])
        try:
            child.send(fields, blobs, within_s=self._deadline_s)
        except ChannelError as error:
            raise self._note_death(child, error) from error
        self._is_loading = True

    def _await_load(self, child: ChildProcess) -> None:
        """Wait for the model. Raises: EncoderError."""
        try:
            answer = encoder_protocol.unpack_arrays(child.receive(self._deadline_s))
        except ChannelError as error:
            raise self._note_death(child, error) from error
        finally:
            self._is_loading = False
        try:
            spec = encoder_protocol.spec_from_json(self._heard(answer).header["spec"])
            if self._spec is not None and spec.key != self._spec.key:
                raise EncoderError("The model's file was replaced while it was in use.", "Restart the program.")
        except BaseException:
            self._child = None
            child.end()
            raise
        self._spec = spec
        if self._words:
            self._teach(child)

    def _teach(self, child: ChildProcess) -> None:
        """Give a new process the added words. Raises: DeviceError, when it died."""
        fields, arrays = encoder_protocol.words_to_wire(self._words)
        try:
            answer = self._exchange(child, {"op": "set_words", **fields}, arrays)
        except ChannelError as error:
            raise self._note_death(child, error) from error
        try:
            self._heard(answer)
        except EncoderError as error:
            _log.warning("the model continues without taught words: %s", error)
            self._words = ()

    def _exchange(self, child: ChildProcess, header: Mapping[str, Any], arrays: Sequence[np.ndarray]) -> EncoderMessage:
        """Send and receive; a process that stays silent past the deadline is killed."""
        fields, blobs = encoder_protocol.pack_arrays(header, arrays)
        return encoder_protocol.unpack_arrays(child.request(fields, blobs, within_s=self._deadline_s))

    def _heard(self, answer: EncoderMessage) -> EncoderMessage:
        """Note the state; raise the error the answer may be."""
        if "error" in answer.header:
            raise encoder_protocol.error_from_json(answer.header["error"])
        if "bug" in answer.header:
            raise RuntimeError(f"the encoder process failed:\n{answer.header['bug']}")
        self._state = encoder_protocol.state_from_json(answer.header["state"])
        return answer

    def _note_death(self, child: ChildProcess, cause: BaseException) -> DeviceError:
        """Clean up after a dead process and set the time before which no new one is started."""
        self._child = None
        last = child.end()
        if self._closed:
            return DeviceError("The model was shut down.")
        self._deaths += 1
        back_off_s = min(_BACK_OFF_S * 4 ** (self._deaths - 1), _LONGEST_BACK_OFF_S)
        self._not_before = self._clock() + back_off_s
        if isinstance(cause, NoAnswerError):
            last = str(cause)
        _log.warning("encoder process died: %s; %s", cause, last)
        return EncoderDiedError(f"The model's process ended unexpectedly ({last}).", "It restarts when needed.")
