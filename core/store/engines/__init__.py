"""Room store/engines of core; see the module docstrings."""
