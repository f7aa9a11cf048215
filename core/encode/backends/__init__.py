"""Room encode/backends of core; see the module docstrings."""
