"""`c2v finetune`: teach a model with your own captions, see what it is worth, and use it."""

import argparse

from c2v_desktop.cli import finetune_run, finetune_runs
from c2v_desktop.cli.command import ENDINGS, Commands

FINETUNE = """\
A list of clips and captions (CSV, TSV, JSON, JSONL), or a folder of clips with .txt, .srt or .vtt files beside them:
c2v finetune check captions.csv
c2v finetune run captions.csv --way heads
Ctrl-C keeps what was learned; `c2v finetune resume ID` continues. The model in use never changes by itself.
"""


def add_parser(commands: Commands) -> None:
    """`c2v finetune COMMAND`."""
    text = "teach a model with your own captions, and compare before and after"
    parser = commands.add_parser(
        "finetune",
        help=text,
        description=text[0].upper() + text[1:] + ".",
        epilog=f"{FINETUNE}\n{ENDINGS}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    inner = parser.add_subparsers(required=True, metavar="COMMAND")
    finetune_run.add_parsers(inner)
    finetune_runs.add_parsers(inner)
