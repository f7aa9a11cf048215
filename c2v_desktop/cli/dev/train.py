"""`c2v train-demo`: train models on synthetic clips."""

import argparse
from pathlib import Path

from c2v_desktop.cli.argument_parser import positive, stage, whole
from c2v_desktop.cli.command import ENDINGS, CommandResult, Commands, Context, add_command
from c2v_desktop.shell.interrupt import interrupt

TRAINING = """\
Takes about an hour on two cores, minutes on a graphics card. The same seed and steps give the same file on the same
computer. The record (.json) and the card (.md) are written beside FILE: data, recipe, times, figures, checksum.
For Frozen in Time these are the record and vocab.txt, which belongs to the weights.
"""


def add_parser(commands: Commands) -> None:
    """`c2v train-demo --out FILE`."""
    text = "train a demo model on synthetic clips"
    parser = add_command(commands, "train-demo", run, text, "unused")
    parser.epilog = f"{TRAINING}\n{ENDINGS}"
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the .safetensors file to write")
    parser.add_argument(
        "--backend",
        choices=("clip2video", "frozen"),
        default="clip2video",
        help="clip2video: the bundled demo model (default); frozen: a small Frozen in Time, in a folder of its own",
    )
    parser.add_argument("--seed", type=whole, default=7, metavar="N", help="random seed (default: 7)")
    parser.add_argument(
        "--steps",
        type=positive,
        nargs=3,
        metavar=("PICTURES", "CLIPS", "MEAN"),
        help="steps of each stage of CLIP2Video (default: as the bundled model)",
    )
    parser.add_argument(
        "--stages",
        type=stage,
        nargs="+",
        metavar="FRAMES:STEPS",
        help="stages of Frozen in Time (default: 1:1200 4:1200 12:400); half of the steps use pictures",
    )
    parser.add_argument(
        "--clips",
        "--films",
        dest="clips",
        type=positive,
        metavar="N",
        help="number of clips to train on (default: 20000)",
    )
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="save checkpoints here, so that an interrupted run can resume"
    )
    parser.add_argument("--device", default="auto", metavar="NAME", help="cpu, cuda or auto (default: auto)")
    parser.add_argument(
        "--ablation", type=positive, metavar="SEEDS", help="also train the ablation, with this many seeds"
    )
    parser.add_argument(
        "--size", type=positive, default=1000, metavar="N", help="clips in the evaluation gallery (default: 1000)"
    )


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """Train and write the file. Raises: C2VError."""
    with interrupt.at_once():
        from c2v_desktop.cli.dev.demo_training import train  # brings torch along

    return train(context, options)
