"""`c2v evaluate`: how good a checkpoint is, on drawn films or on captioned clips of one's own."""

import argparse
from pathlib import Path

from c2v_desktop.cli.argument_parser import positive
from c2v_desktop.cli.command import ENDINGS, CommandResult, Commands, Context, add_command
from c2v_desktop.shell.interrupt import interrupt

DATASETS = """\
data sets:
  drawn    films drawn for the exam: galleries, direction, order, pointing, the deletion test, short clips,
           and the same films in real video files of many kinds. Films nobody trained on, another seed draws others.
  FOLDER   clips of your own with captions.csv. Its columns: video_id (any name), file (from the folder),
           caption (one sentence; a clip may have several lines).
"""
PARTS = ("galleries", "direction", "order", "pointing", "deletion", "short", "formats", "reels")


def add_parser(commands: Commands) -> None:
    """`c2v evaluate`."""
    parser = add_command(commands, "evaluate", run, "measure a model on drawn films or on your own clips", "unused")
    parser.epilog = f"{DATASETS}\n{ENDINGS}"
    parser.add_argument(
        "--dataset", default="drawn", metavar="NAME", help="drawn, or a folder with captions.csv (drawn)"
    )
    parser.add_argument("--model", type=Path, metavar="FILE", help="a checkpoint file (the bundled demo model)")
    parser.add_argument("--backend", default="", metavar="NAME", help="what runs it, where the file does not say")
    parser.add_argument("--seed", type=positive, default=4711, metavar="N", help="which films are drawn (4711)")
    parser.add_argument(
        "--size",
        type=positive,
        default=1000,
        metavar="N",
        help="films in the random gallery, the rest in proportion (1000)",
    )
    parser.add_argument(
        "--height",
        type=positive,
        default=0,
        metavar="PX",
        help="draw films so many pixels high, then make them small as real films are",
    )
    parser.add_argument(
        "--part", action="append", choices=PARTS, help="only this part of the exam on drawn films; may be repeated"
    )
    parser.add_argument("--save", type=Path, metavar="FILE", help="also keep the figures as JSON in this file")


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """Measure and print. Raises: C2VError."""
    with interrupt.at_once():
        from c2v_desktop.cli.dev.evaluation import evaluate  # brings torch along, which the others do without

    return evaluate(context, options)
