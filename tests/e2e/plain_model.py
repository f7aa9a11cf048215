"""The command line with everything real but the model: `python -m tests.e2e.plain_model ARGUMENTS of c2v`.

`C2V_TEST_REST_S` has the model rest so long over each batch, for tests that must come in between; with
`C2V_TEST_SIGNALS` signals are taken over as by the program itself.
"""

import os
import signal
import sys
import time
from pathlib import Path

from c2v_desktop import compose
from c2v_desktop.cli import main as cli
from c2v_desktop.shell.interrupt import interrupt
from core.ports import Encoder
from core.settings import EncoderSettings
from core.values import ByteArray, HalfArray
from tests.fakes.hash_encoder import HashEncoder


class Unhurried(HashEncoder):
    """Takes its time over each batch."""

    def encode_frames(self, pixels: ByteArray) -> HalfArray:
        time.sleep(float(os.environ.get("C2V_TEST_REST_S", "0")))
        return super().encode_frames(pixels)


def _plain(settings: EncoderSettings, *, in_process: bool = False, notes: Path | None = None) -> Encoder:
    return Unhurried()


if __name__ == "__main__":
    # A suite begun in the background of a shell has its children ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if os.environ.get("C2V_TEST_SIGNALS"):
        interrupt.take_over()
    compose.make_encoder = _plain
    sys.exit(cli.main())
