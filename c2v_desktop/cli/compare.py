"""`c2v search --compare` and `--fuse`: one sentence, two models of the library."""

import argparse
import shutil

from c2v_desktop.cli.command import CommandResult, Context
from c2v_desktop.cli.engine import open_for_search
from c2v_desktop.cli.query_options import build_query
from c2v_desktop.format import comparison
from c2v_desktop.library_names import model_named
from core.errors import QueryError
from core.values import EncoderSpec

MOST_COLUMNS = 200


def compare(context: Context, options: argparse.Namespace) -> CommandResult:
    """Two columns with differences in rank, or one fused ranking. Raises: C2VError."""
    with open_for_search(context) as session:
        specs = _both(session.do(session.library.models), options.compare or options.fuse)
        query = build_query(session, options)
        found = session.do(session.library.compare, query, specs, options.top, options.by_clip)
    if options.fuse:
        return CommandResult(comparison.fused_lines(found), comparison.fused_json(found))
    width = min(MOST_COLUMNS, shutil.get_terminal_size((120, 24)).columns)
    return CommandResult(comparison.comparison_lines(found, width), comparison.comparison_json(found))


def _both(models: list[EncoderSpec], names: list[str]) -> tuple[EncoderSpec, EncoderSpec]:
    """The two models that are meant. Raises: QueryError."""
    if len(models) == 1:
        raise QueryError(
            f"This library is indexed with one model only, {models[0].name}; there is nothing to compare it with.",
            "To add a second model: `c2v models use ID`, then `c2v index`.",
        )
    first, second = (model_named(models, name) for name in names)
    if first.key == second.key:
        raise QueryError(
            f"{names[0]} and {names[1]} are the same model, {first.name}.",
            f"Models of this library: {', '.join(spec.name for spec in models)}.",
        )
    return first, second
