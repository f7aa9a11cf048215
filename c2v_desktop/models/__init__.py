"""Choosing, importing and measuring models, for window and command line. No Qt in here."""
