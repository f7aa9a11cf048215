"""An encoder process without a model: behaves as the text it is asked to encode says."""

import os
import sys
import time
from pathlib import Path

import numpy as np

from core.encode import encoder_main
from core.encode.encoder_options import EncoderOptions
from core.errors import DeviceError, EncoderError, WeightsMissingError
from core.values import EncoderSpec, EncoderState, FrameShape, TextVectors


class OddEncoder:
    def __init__(self, options: EncoderOptions) -> None:
        self.options = options
        self.spec = EncoderSpec("odd", "odd", "0" * 64, 4, 4, 3, FrameShape(8), 32, 0)
        self.state = EncoderState("cpu", "float32", options.batch, 1, f"pid {os.getpid()}")
        self.words = []

    def set_words(self, words):
        if any(each.text == "refuse" for each in words):
            raise EncoderError("Refused.", "Teach again.")
        self.words = words

    def encode_text(self, texts):
        for text in texts:
            if text.startswith("die once "):
                mark = Path(text.removeprefix("die once "))
                if not mark.exists():
                    mark.touch()
                    os._exit(3)
            elif text == "die":
                sys.stderr.write("the last words\n")
                sys.stderr.flush()
                time.sleep(0.2)
                os._exit(9)
            elif text.startswith("sleep"):
                if mark_path := text.removeprefix("sleep").strip():
                    Path(mark_path).touch()  # it has heard
                time.sleep(60)
            elif text == "print":
                os.write(1, b"noise on the pipe\n")
                sys.stdout.write("more noise\n")
            elif text == "bug":
                raise KeyError("a bug")
            elif text == "memory":
                raise MemoryError
            elif text == "refuse":
                raise DeviceError("Refused.", "Ask again.")
            elif text == "words":
                said = ", ".join(f"{each.text} {each.vectors.shape}" for each in self.words)
                return [TextVectors(said, np.zeros(4, np.float32))]
            elif text == "nice":
                return [TextVectors(f"{os.nice(0)} {os.environ['OMP_WAIT_POLICY']}", np.zeros(4, np.float32))]
        return [TextVectors(text, np.full(4, i, np.float32), ("left",)) for i, text in enumerate(texts)]

    def encode_frames(self, pixels):
        return pixels[:, 0, 0].astype(np.float16)


def load(options: EncoderOptions):
    if options.model == "slow":
        Path(options.weights).with_suffix(".heard").touch()
        while not Path(options.weights).with_suffix(".go").exists():
            time.sleep(0.01)
    if options.weights.endswith("refused"):
        raise WeightsMissingError("No such file.", "Choose another.")
    if options.weights == "/none":
        raise WeightsMissingError("No such file.", "Choose another.")
    return OddEncoder(options)


if __name__ == "__main__":
    encoder_main.load = load
    encoder_main.main()
