"""Composes core and ui into a program; the only place that sees both the window and the machinery."""

__version__ = "0.1.0"
"""The only place that says it: the wheel, the bundles and their records read it here."""
RELEASES = ""
"""The page where releases of this build are published; empty: the Help menu has no entry for it."""
