"""Panel room search of the window."""
