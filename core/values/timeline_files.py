"""Files of other programs that moments are read from."""

from typing import Final

TIMELINE_SUFFIXES: Final = ("edl", "fcpxml", "fcpxmld", "xml", "otio", "otioz", "csv", "tsv", "ale")
"""Without their dot."""
