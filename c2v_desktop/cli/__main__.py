"""`python -m c2v_desktop.cli.main`."""

import sys

from c2v_desktop.cli.main import main

sys.exit(main())
