"""Room store of core; see the module docstrings."""
