"""The command line with everything real but the model: `python -m tests.e2e.plain_model ARGUMENTS of c2v`."""

import sys

from c2v_desktop import cli, compose
from core.ports import Encoder
from core.settings import EncoderSettings
from tests.fakes.hash_encoder import HashEncoder


def _plain(settings: EncoderSettings, *, in_process: bool = False) -> Encoder:
    return HashEncoder()


if __name__ == "__main__":
    compose.make_encoder = _plain
    sys.exit(cli.main())
