"""Panel room browse of the window."""
