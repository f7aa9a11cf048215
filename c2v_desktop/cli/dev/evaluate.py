"""`c2v evaluate`: how good a checkpoint is, on synthetic clips, on your own captioned clips or on published sets."""

import argparse
from pathlib import Path

from c2v_desktop.cli.argument_parser import positive
from c2v_desktop.cli.command import ENDINGS, CommandResult, Commands, Context, add_command
from c2v_desktop.shell.interrupt import interrupt
from core.errors import C2VError
from core.finetune.published import NAMES

DATASETS = """\
data sets:
  drawn    synthetic clips: galleries, direction, order, pointing, the deletion test, short clips, and the same
           clips as video files of many formats. None was used in training; each seed draws others.
  FOLDER   your own clips with a captions.csv. Its columns: video_id (any name), file (relative to the folder),
           caption (one sentence; a clip may have several lines).
  msrvtt-1ka, msrvtt-full, msvd, vatex, didemo, lsmdc
           published test sets, in the files in which they are handed out: --root names the folder that holds
           annotations and videos. The figures stand beside the published ones of the same model.
"""
PARTS = ("galleries", "direction", "order", "pointing", "deletion", "short", "formats", "reels")


def add_parser(commands: Commands) -> None:
    """`c2v evaluate`."""
    parser = add_command(
        commands, "evaluate", run, "measure a model on synthetic clips, your own clips or published sets", "unused"
    )
    parser.epilog = f"{DATASETS}\n{ENDINGS}"
    parser.add_argument(
        "--dataset", default="drawn", metavar="NAME", help="one of the data sets below (default: drawn)"
    )
    parser.add_argument("--root", type=Path, metavar="DIR", help="the folder that holds a published data set")
    parser.add_argument(
        "--qb-norm", action="store_true", help="published sets: also rank with a query bank of the training captions"
    )
    parser.add_argument(
        "--plot", type=Path, metavar="FILE", help="published sets: draw recall over rank, as .png, .svg or .pdf"
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
    check(options)
    with interrupt.at_once():
        from c2v_desktop.cli.dev.evaluation import evaluate  # brings torch along, which the others do without
        from c2v_desktop.cli.dev.published_evaluation import evaluate_on_published

    return (evaluate_on_published if options.dataset in NAMES else evaluate)(context, options)


def check(options: argparse.Namespace) -> None:
    """Whether the options go together. Raises: C2VError."""
    is_published = options.dataset in NAMES
    if is_published and options.root is None:
        raise C2VError(
            f"{options.dataset} needs the folder of the data set.", "Name it: --root DIR, with annotations and videos."
        )
    given = [name for name in ("root", "qb_norm", "plot") if getattr(options, name)]
    if given and not is_published:
        option = f"--{given[0].replace('_', '-')}"
        raise C2VError(
            f"{option} is for published data sets.", f"Choose one: --dataset {NAMES[0]}, {', '.join(NAMES[1:])}."
        )
    if is_published and (options.part or options.height):
        option = "--part" if options.part else "--height"
        raise C2VError(f"{option} is for synthetic clips.", f"Leave it out, or leave out --dataset {options.dataset}.")
