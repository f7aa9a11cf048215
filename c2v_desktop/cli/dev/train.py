"""`c2v train-demo`: models of the drawn world, from a seed to the file."""

import argparse
from pathlib import Path

from c2v_desktop.cli.argument_parser import positive, stage, whole
from c2v_desktop.cli.command import ENDINGS, CommandResult, Commands, Context, add_command
from c2v_desktop.shell.interrupt import interrupt

TRAINING = """\
About an hour on two cores, minutes on a graphics card. The same seed and steps give the same file on the same machine.
Beside FILE lie its record (.json) and its card (.md): data, recipe, times, figures, checksum.
Frozen in Time: its record, and vocab.txt, which belongs to the weights.
"""


def add_parser(commands: Commands) -> None:
    """`c2v train-demo --out FILE`."""
    text = "train a demo model on drawn films, from a seed to the file"
    parser = add_command(commands, "train-demo", run, text, "unused")
    parser.epilog = f"{TRAINING}\n{ENDINGS}"
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the .safetensors file to write")
    parser.add_argument(
        "--backend",
        choices=("clip2video", "frozen"),
        default="clip2video",
        help="frozen: a small Frozen in Time, in a folder of its own (clip2video: the bundled demo model)",
    )
    parser.add_argument("--seed", type=whole, default=7, metavar="N", help="of everything drawn and begun with (7)")
    parser.add_argument(
        "--steps",
        type=positive,
        nargs=3,
        metavar=("PICTURES", "FILMS", "MEAN"),
        help="length of the stages of CLIP2Video (as the bundled file)",
    )
    parser.add_argument(
        "--stages",
        type=stage,
        nargs="+",
        metavar="FRAMES:STEPS",
        help="curriculum of Frozen in Time (1:1200 4:1200 12:400); half of the steps are pictures'",
    )
    parser.add_argument("--films", type=positive, metavar="N", help="films whose frames are kept for training (20000)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="states, so that a run that was broken off goes on")
    parser.add_argument("--device", default="auto", metavar="NAME", help="cpu, cuda, or auto (auto)")
    parser.add_argument(
        "--ablation", type=positive, metavar="SEEDS", help="also train the ablation, over so many seeds"
    )
    parser.add_argument("--size", type=positive, default=1000, metavar="N", help="films in the exam's gallery (1000)")


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """Train and write the file. Raises: C2VError."""
    with interrupt.at_once():
        from c2v_desktop.cli.dev.demo_training import train  # brings torch along

    return train(context, options)
