"""Panel room widgets of the window."""
