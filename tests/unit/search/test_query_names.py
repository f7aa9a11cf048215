"""A search saved in one library and opened in another: ids are looked up again, or what is missing is said."""

from pathlib import Path

import pytest

from core.errors import QueryError
from core.library import load_query
from core.search.query_format import dump_query
from core.search.query_names import QueryNames, bind_query, names_of
from core.values import Filter, Folder, MomentCollection, Query


def folder(id_: int, path: str) -> Folder:
    return Folder(id_, Path(path), watched=True, is_file=False, online=True)


def asked(**filter_: object) -> Query:
    return Query("red car", (), Filter(**filter_))  # type: ignore[arg-type]


HERE = [folder(1, "/media/ann/Day 3"), folder(2, "/media/ann/Day 4")]
SELECTS = [MomentCollection(1, "Basket", 0), MomentCollection(5, "Selects", 1), MomentCollection(6, "Red", 2, "{}")]


def carried(query: Query, there: list[Folder], lists: list[MomentCollection] = SELECTS) -> tuple[Query, QueryNames]:
    """As a file takes a query from one library to another."""
    read = load_query(dump_query(query, names_of(query, there, lists)))
    return read.query, read.names


def test_names_are_written_beside_ids_and_only_then() -> None:
    assert '"names"' not in dump_query(asked(), names_of(asked(), HERE, SELECTS))
    query, names = carried(asked(folder_ids=frozenset({2}), collection_ids=frozenset({5})), HERE)
    assert query.filter.folder_ids == {2}
    assert names == QueryNames({2: "/media/ann/Day 4"}, {5: "Selects"})


def test_the_same_folder_under_another_id_is_found_by_its_path() -> None:
    query, names = carried(asked(folder_ids=frozenset({2})), HERE)
    there = [folder(2, "/somewhere/else"), folder(9, "/media/ann/Day 4")]
    bound = bind_query(query, names, there, [])
    assert (bound.query.filter.folder_ids, bound.notes, bound.missing) == ({9}, (), ())


def test_a_folder_on_another_computer_is_found_by_its_name_and_said() -> None:
    query, names = carried(asked(folder_ids=frozenset({2})), HERE)
    bound = bind_query(query, names, [folder(2, "/other"), folder(3, "/mnt/nas/Day 4")], [])
    assert bound.query.filter.folder_ids == {3}
    assert bound.notes == ("The folder /media/ann/Day 4 is /mnt/nas/Day 4 in this library.",)


def test_a_folder_that_two_may_be_is_missing() -> None:
    query, names = carried(asked(folder_ids=frozenset({2})), HERE)
    bound = bind_query(query, names, [folder(3, "/mnt/a/Day 4"), folder(4, "/mnt/b/Day 4")], [])
    assert bound.missing == ("Not in this library: the folder /media/ann/Day 4.",)


def test_an_id_is_not_taken_for_another_folder_of_the_same_number() -> None:
    query, names = carried(asked(folder_ids=frozenset({2})), HERE)
    bound = bind_query(query, names, [folder(2, "/a wedding")], [])
    assert bound.query.filter.folder_ids == frozenset()
    with pytest.raises(QueryError, match="Day 4"):
        bound.expect_whole()


def test_what_is_missing_beside_something_found_is_left_out_and_said() -> None:
    query, names = carried(asked(folder_ids=frozenset({1, 2})), HERE)
    bound = bind_query(query, names, [HERE[0]], [])
    assert bound.expect_whole().filter.folder_ids == {1}
    assert bound.notes == ("Not in this library: the folder /media/ann/Day 4. Only the rest is searched.",)


def test_in_its_own_library_an_id_holds_though_path_and_name_changed() -> None:
    query, names = carried(asked(folder_ids=frozenset({2}), collection_ids=frozenset({5})), HERE)
    there, lists = [folder(2, "/run/media/ann/Day 4 b")], [MomentCollection(5, "Best", 1)]
    bound = bind_query(query, names, there, lists, is_own=True)
    assert (bound.query, bound.missing) == (query, ())
    assert bind_query(query, names, there, lists).missing, "elsewhere they are others"


def test_collections_are_found_by_name_and_a_saved_search_is_none() -> None:
    query, names = carried(asked(collection_ids=frozenset({5})), HERE)
    assert bind_query(query, names, [], [MomentCollection(8, "SELECTS", 1)]).query.filter.collection_ids == {8}
    missing = bind_query(query, names, [], [MomentCollection(5, "Selects", 1, "{}")]).missing
    assert missing == ("Not in this library: the collection “Selects”.",)


def test_ids_of_a_file_without_names_are_checked() -> None:
    bound = bind_query(asked(folder_ids=frozenset({7}), collection_ids=frozenset({70})), QueryNames(), HERE, SELECTS)
    assert bound.missing == ("Not in this library: the folder 7.", "Not in this library: the collection 70.")
    assert not bind_query(asked(folder_ids=frozenset({1})), QueryNames(), HERE, SELECTS).missing


def test_a_folder_inside_one_follows_it_or_is_missing() -> None:
    query = asked(below=frozenset({Path("/media/ann/Day 4/Morning/A")}))
    assert bind_query(query, QueryNames(), HERE, []).query == query
    moved = bind_query(query, QueryNames(), [folder(1, "/mnt/Day 4")], [])
    assert moved.query.filter.below == {Path("/mnt/Day 4/Morning/A")}
    assert moved.notes
    assert bind_query(query, QueryNames(), [folder(1, "/mnt/Day 5")], []).missing


def test_names_may_be_anything_and_are_read_or_refused() -> None:
    read = load_query('{"text": "car", "filter": {"folder_ids": [3]}, "names": {"folders": {"3": "/x"}}}')
    assert read.names.folders == {3: "/x"}
    with pytest.raises(QueryError, match="folders"):
        load_query('{"text": "car", "names": {"folders": {"3": 4}}}')
    with pytest.raises(QueryError):
        load_query('{"text": "car", "names": [1]}')
