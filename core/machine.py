"""What this computer has."""

import os


def total_memory_bytes() -> int:
    """Of the computer; 0 where it cannot be told."""
    if hasattr(os, "sysconf"):  # free, where psutil would cost the start of the window its import
        try:
            return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        except (ValueError, OSError):
            pass
    import psutil

    try:
        return psutil.virtual_memory().total
    except (OSError, RuntimeError, psutil.Error):
        return 0
