"""`c2v evaluate`: how good a checkpoint is, on synthetic clips or on your own captioned clips."""

import argparse
from pathlib import Path

from c2v_desktop.cli.argument_parser import positive
from c2v_desktop.cli.command import ENDINGS, CommandResult, Commands, Context, add_command
from c2v_desktop.shell.interrupt import interrupt

DATASETS = """\
data sets:
  drawn    synthetic clips: galleries, direction, order, pointing, the deletion test, short clips, and the same
           clips as video files of many formats. None was used in training; each seed draws others.
  FOLDER   your own clips with a captions.csv. Its columns: video_id (any name), file (relative to the folder),
           caption (one sentence; a clip may have several lines).
"""
PARTS = ("galleries", "direction", "order", "pointing", "deletion", "short", "formats", "reels")


def add_parser(commands: Commands) -> None:
    """`c2v evaluate`."""
    parser = add_command(commands, "evaluate", run, "measure a model on synthetic clips or on your own clips", "unused")
    parser.epilog = f"{DATASETS}\n{ENDINGS}"
    parser.add_argument(
        "--dataset", default="drawn", metavar="NAME", help="drawn, or a folder with a captions.csv (default: drawn)"
    )
    parser.add_argument(
        "--model", type=Path, metavar="FILE", help="a checkpoint file (default: the bundled demo model)"
    )
    parser.add_argument(
        "--backend", default="", metavar="NAME", help="the backend that runs it, if the file does not say"
    )
    parser.add_argument("--seed", type=positive, default=4711, metavar="N", help="random seed (default: 4711)")
    parser.add_argument(
        "--size",
        type=positive,
        default=1000,
        metavar="N",
        help="clips in the random gallery, the rest in proportion (default: 1000)",
    )
    parser.add_argument(
        "--height",
        type=positive,
        default=0,
        metavar="PX",
        help="draw clips this high, then scale them down as real clips are",
    )
    parser.add_argument(
        "--part", action="append", choices=PARTS, help="only this part of the evaluation; may be repeated"
    )
    parser.add_argument("--save", type=Path, metavar="FILE", help="also save the figures to this file, as JSON")


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """Measure and print. Raises: C2VError."""
    with interrupt.at_once():
        from c2v_desktop.cli.dev.evaluation import evaluate  # brings torch along, which the others do without

    return evaluate(context, options)
