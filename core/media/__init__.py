"""Room media of core; see the module docstrings."""
