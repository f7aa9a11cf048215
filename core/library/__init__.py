"""The front door: everything a face (window, command line, script) may ask of the footage.

Faces import it from here. Imports ports and work, never machinery.
"""

from core.library.deps import LibraryDeps
from core.library.library import Library
from core.search.phrases import edit_phrases

__all__ = ["Library", "LibraryDeps", "edit_phrases"]
