"""The library: everything that the window, the command line or a script may ask of the footage.

Faces import it from here. Imports ports and work, never machinery.
"""

from core.library.deps import LibraryDeps, Scratch
from core.library.kept_format import dump_change, load_change
from core.library.library import Library
from core.library.name_material import NameMaterial, without_examples
from core.library.relinking import RelinkCheck
from core.search.exclusion import exclude_negated
from core.search.phrases import edit_phrases
from core.search.query_format import ReadQuery, dump_query, load_query, read_filter, read_query, write_query
from core.search.query_names import BoundQuery, QueryNames, bind_query, names_of
from core.search.query_rules import add_phrase, check_query
from core.search.taught_words import not_taught

__all__ = [
    "BoundQuery",
    "Library",
    "LibraryDeps",
    "NameMaterial",
    "QueryNames",
    "ReadQuery",
    "RelinkCheck",
    "Scratch",
    "add_phrase",
    "bind_query",
    "check_query",
    "dump_change",
    "dump_query",
    "edit_phrases",
    "exclude_negated",
    "load_change",
    "load_query",
    "names_of",
    "not_taught",
    "read_filter",
    "read_query",
    "without_examples",
    "write_query",
]
