"""The programs of a bundle, `c2v` and `c2v-desktop` by the name they are called by, and their child processes."""

import sys
from pathlib import Path

from c2v_desktop import __main__ as program

sys.exit(program.command_line() if Path(sys.executable).stem == "c2v" else program.main())
