"""What this computer has."""

import os
import sys


def total_memory_bytes() -> int:
    """Of the computer; 0 where unknown."""
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


def free_memory_bytes() -> int:
    """What programs could still take; 0 where unknown."""
    import psutil

    try:
        return int(psutil.virtual_memory().available)
    except (OSError, RuntimeError, psutil.Error):
        return 0


def peak_memory_bytes() -> int:
    """The peak memory of this process; 0 where unknown."""
    if sys.platform == "win32":
        import psutil

        return int(psutil.Process().memory_info().peak_wset)
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak
