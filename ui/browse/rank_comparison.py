"""Where a moment stands with each of two models, in words. No Qt."""

from dataclasses import dataclass

from core.values import Comparison, Fusion, ModelCoverage, RankedColumn, RankedHit
from ui import safe_text
from ui.widgets import formatting

UP, DOWN = "\N{BLACK UP-POINTING TRIANGLE}", "\N{BLACK DOWN-POINTING TRIANGLE}"


@dataclass(frozen=True, slots=True)
class RankComparison:
    """What a card says of ranks: letters on the picture, a few words below the player, a whole sentence."""

    badge: str
    short: str
    words: str
    model: str
    """Name of the model whose moment is shown, and whose evidence."""


def rank_comparison_of(placing: RankedHit, own: str, other: RankedColumn) -> RankComparison:
    """A moment in one of two columns: 1 ▲3, 4 ▼2, 2 =, 5 only here."""
    rank, name, own = placing.hit.rank, safe_text.printable(other.coverage.spec.name), safe_text.printable(own)
    here = f"Rank {rank} with {own}"
    if placing.elsewhere is None and not placing.is_known_there:
        short = f"Rank {rank}; the other model has not indexed this clip."
        return RankComparison(f"{rank} not indexed", short, f"{here}. {name} has not indexed this clip.", own)
    if placing.elsewhere is None:
        depth = formatting.count(other.depth)
        short = f"Rank {rank}; not in the other model's top {depth}."
        return RankComparison(f"{rank} only here", short, f"{here}; not in the top {depth} of {name}.", own)
    gain = placing.elsewhere - rank
    sign = f"{UP}{gain}" if gain > 0 else f"{DOWN}{-gain}" if gain < 0 else "="
    short = f"Rank {rank}; rank {placing.elsewhere} with the other model."
    return RankComparison(f"{rank} {sign}", short, f"{here}, rank {placing.elsewhere} with {name}.", own)


def fused_rank(rank: int, fusion: Fusion) -> RankComparison:
    """A moment of the fused ranking: its place, and where the models have it."""
    ranks = [(safe_text.printable(name), place) for name, place in fusion.ranks]
    parts = [f"rank {place} with {name}" if place else f"not ranked by {name}" for name, place in ranks]
    return RankComparison(str(rank), ranks_text(fusion), f"Combined rank {rank}: {', '.join(parts)}.", fusion.seen_by)


def ranks_text(fusion: Fusion) -> str:
    """The ranks alone, for a narrow line: ranks 2 and 7; ranks 2 and –."""
    return "ranks " + " and ".join("\N{EN DASH}" if place is None else str(place) for _, place in fusion.ranks)


def rank_comparisons(found: Comparison) -> tuple[dict[int, RankComparison], dict[int, RankComparison]]:
    """By segment, for both columns."""
    left, right = found.columns
    return _of(left, right), _of(right, left)


def coverage(coverage: ModelCoverage) -> str:
    """As in: all 12 clips; 9 of 12 clips (75 %)."""
    whole = formatting.several(coverage.all_videos, "clip")
    if coverage.is_whole:
        return "the only clip" if coverage.all_videos == 1 else f"all {whole}"
    return f"{formatting.count(coverage.videos)} of {whole} ({coverage.percent} %)"


def fused_note(coverages: tuple[ModelCoverage, ...]) -> str:
    """What must be known to read a fused ranking."""
    names = " and ".join(f"{each.spec.name} ({coverage(each)})" for each in coverages)
    return (
        f"Combined from {names}: each rank counts 1 / (60 + rank). Ordered by agreement between models, not by "
        "match quality."
    )


def _of(column: RankedColumn, other: RankedColumn) -> dict[int, RankComparison]:
    own = column.coverage.spec.name
    return {placing.hit.segment.id: rank_comparison_of(placing, own, other) for placing in column.placings}
