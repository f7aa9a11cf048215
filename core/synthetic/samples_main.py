"""Draws the sample videos in a process of its own: `python -m core.synthetic.samples_main FOLDER`."""

import sys
from collections.abc import Sequence
from pathlib import Path

from core.synthetic.sample_videos import draw_samples


def main(arguments: Sequence[str]) -> int:
    """Returns the exit code."""
    draw_samples(Path(arguments[0]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
