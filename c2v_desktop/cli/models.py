"""`c2v models`: the shelf of models, from looking at it to putting one to work. Fetches only what it is told to."""

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
Nothing is fetched without `install`. The proxy is that of the settings, else of https_proxy. Ctrl-C pauses a download.
A computer without a connection: copy the model's folder (`list --json` prints where they lie) to a stick, and
`import` it there. A CLIP2Video checkpoint as its authors publish it: `import pytorch_model.bin.2 --id msrvtt --use`.
"""


def add_parser(commands: Commands) -> None:
    """`c2v models COMMAND`."""
    text = "the model that looks at films and reads sentences: see, fetch, import, choose"
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
