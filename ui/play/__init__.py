"""Panel room play of the window."""
