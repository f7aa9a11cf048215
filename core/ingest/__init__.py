"""Room ingest of core; see the module docstrings."""
