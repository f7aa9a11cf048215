"""`c2v` whose helpers or whose own calls never come back: `python -m tests.fakes.slow_program WHERE MARK ARGS...`.

MARK is a file that comes into being once the program hangs; for helpers it holds the helper's process id. A helper
hangs once it was asked something, as one that loads a model.
"""

import os
import sqlite3
import sys
from pathlib import Path

HELPER = "import os, sys, threading; sys.stdin.buffer.read(1); open(sys.argv[1] + '.new', 'w').write(str(os.getpid()));"
HELPER += "os.replace(sys.argv[1] + '.new', sys.argv[1]); threading.Event().wait()"
FOR_EVER = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"


def hang(mark: str) -> None:
    """In compiled code that hears of no signal, as a drive that does not answer."""
    Path(mark).write_text(str(os.getpid()))
    sqlite3.connect(":memory:", check_same_thread=False).execute(FOR_EVER).fetchall()


def main() -> None:
    where, mark, *arguments = sys.argv[1:]
    sys.argv[1:] = arguments
    from c2v_desktop.shell.interrupt import interrupt

    interrupt.take_over()
    from c2v_desktop import compose
    from c2v_desktop.cli import main as cli
    from core.library import Library
    from core.processes import child_process

    if where == "helper":
        child_process.helper_command = lambda name, module: [sys.executable, "-c", HELPER, mark]
    if where == "main":
        compose.build_library = lambda *_, **__: hang(mark)
    if where == "lane":
        Library.wake = lambda self: hang(mark)  # type: ignore[method-assign]
    sys.exit(cli.main())


if __name__ == "__main__":
    main()
