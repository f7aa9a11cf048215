"""`c2v models`: list, download, import and choose models. Downloads only on request."""

import argparse

from c2v_desktop.cli import (
    models_bench,
    models_compare,
    models_forget,
    models_import,
    models_info,
    models_install,
    models_list,
    models_remove,
    models_use,
)
from c2v_desktop.cli.command import ENDINGS, Commands

COMMANDS = (
    models_list,
    models_info,
    models_install,
    models_import,
    models_remove,
    models_use,
    models_bench,
    models_compare,
    models_forget,
)
MODELS = """\
Nothing is downloaded unless you ask: only `install` uses the network. It uses the proxy from the settings or from
https_proxy. Ctrl-C pauses a download; run `install` again to resume it.
For a computer without a connection, copy the model's folder to a USB drive (`list --json` prints where models are
stored) and `import` it there. To use a CLIP2Video checkpoint as published by its authors:
c2v models import pytorch_model.bin.2 --id msrvtt --use
"""


def add_parser(commands: Commands) -> None:
    """`c2v models COMMAND`."""
    text = "list, download, import and choose the models that index and search"
    parser = commands.add_parser(
        "models",
        help=text,
        description=text[0].upper() + text[1:] + ".",
        epilog=f"{MODELS}\n{ENDINGS}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    inner = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add_parser(inner)
