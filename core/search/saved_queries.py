"""Smart collections as lists show them: what they search for, as their library understands it now."""

from core.errors import QueryError
from core.ports import Catalogue
from core.search.query_format import load_query
from core.search.query_names import bind_query
from core.search.query_rules import is_only_filter
from core.values import KeptList


def list_kept(catalogue: Catalogue) -> list[KeptList]:
    """All collections with how many moments they have, and saved searches as the library understands them now."""
    sizes, folders, collections = catalogue.collection_sizes(), catalogue.folders(), catalogue.collections()
    made = []
    for each in collections:
        if each.query is None:
            made.append(KeptList(each, sizes.get(each.id, 0)))
            continue
        try:
            read = load_query(each.query, may_be_empty=True)
        except QueryError as error:
            made.append(KeptList(each, trouble=str(error)))
            continue
        bound = bind_query(read.query, read.names, folders, collections, is_own=True)
        notes = (*read.notes, *bound.notes)
        trouble = " ".join(bound.missing)
        counted = is_only_filter(bound.query) and not trouble
        clips = catalogue.count_videos(bound.query.filter) if counted else None
        made.append(KeptList(each, clips=clips, query=bound.query, notes=notes, trouble=trouble))
    return made
