"""Picks what to be: the window, the command line, or a helper process of either."""

import os
import sys
from collections.abc import Sequence

from c2v_desktop.shell.interrupt import interrupt

COMMANDS = (
    "index",
    "search",
    "explain",
    "clips",
    "rate",
    "tag",
    "keep",
    "collections",
    "captions",
    "judge",
    "export",
    "import",
    "skipped",
    "retry",
    "status",
    "remove",
    "forget",
    "undo",
    "proxies",
    "models",
    "names",
    "finetune",
    "serve",
    "doctor",
    "evaluate",
    "train-demo",
)
"""Of `c2v`, spelled out: the command line is imported only for them."""


def main(argv: Sequence[str] | None = None) -> int:
    """`c2v-desktop [--home DIR] [PATH...]`; with a command of `c2v` first it is the command line."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if argv is None and arguments[:1] != ["--child"]:
        interrupt.take_over()
    if arguments[:1] == ["--child"] or (arguments[:1] and arguments[0] in COMMANDS):
        from c2v_desktop.cli import main as cli

        return cli.main(None if argv is None else arguments)
    from c2v_desktop.shell import start_options

    chosen = start_options.parse(arguments)
    trouble = start_options.cannot_start(os.environ, sys.platform)
    if trouble:
        sys.stderr.write(f"c2v-desktop: {trouble}\n")
        return 1
    from c2v_desktop.shell import override_errors

    override_errors.install()  # before the window's classes are made
    from c2v_desktop import app

    return app.run(chosen)


def command_line() -> int:
    """`c2v`: the signals are in its hands before the rest is loaded, which takes seconds on a busy computer."""
    interrupt.take_over()
    from c2v_desktop.cli import main as cli

    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
