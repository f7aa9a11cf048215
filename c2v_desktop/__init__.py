"""Composes core and ui into a program; the only place that sees both the window and the machinery."""

__version__ = "0.1.0"
