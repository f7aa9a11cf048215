"""Room search of core; see the module docstrings."""
