"""Tables of models on the command line."""

from rich.cells import cell_len

from c2v_desktop.format.model_tables import table_lines


def test_letters_that_take_two_cells_do_not_shift_the_next_column() -> None:
    lines = table_lines(("model", "size"), [("東京の模型", "1 GB"), ("plain", "2 GB")])
    assert {cell_len(line[: line.index("GB")]) for line in lines[2:]} == {cell_len("東京の模型  1 ")}


def test_long_cells_are_neither_cut_nor_wrapped() -> None:
    path = "/media/" + "a long folder/" * 40 + "x.mov"
    assert table_lines(("path", "state"), [(path, "ready")])[2] == f"{path}  ready"
