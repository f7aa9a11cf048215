"""Room encode of core; see the module docstrings."""
