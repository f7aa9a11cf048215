"""Where a moment stands with each of two models, in words. No Qt."""

from dataclasses import dataclass

from core.values import Comparison, Fusion, ModelCoverage, RankedColumn, RankedHit
from ui import safe_text
from ui.translate import translate
from ui.widgets import amounts, formatting

UP, DOWN = "\N{BLACK UP-POINTING TRIANGLE}", "\N{BLACK DOWN-POINTING TRIANGLE}"


@dataclass(frozen=True, slots=True)
class RankComparison:
    """What a card says of ranks: letters on the picture, a few words below the player, a whole sentence."""

    badge: str
    short: str
    words: str
    model: str
    """Name of the model whose moment is shown, and whose evidence."""


def rank_comparison_of(ranked_hit: RankedHit, own: str, other: RankedColumn) -> RankComparison:
    """A moment in one of two columns: 1 ▲3, 4 ▼2, 2 =, 5 only here."""
    rank, name, own = ranked_hit.hit.rank, formatting.model(other.coverage.spec.name), formatting.model(own)
    here = translate("Browse", "Rank {rank} with {own}").format(rank=rank, own=own)
    if ranked_hit.elsewhere is None and not ranked_hit.is_known_there:
        short = translate("Browse", "Rank {rank}; the other model has not indexed this clip.").format(rank=rank)
        return RankComparison(
            translate("Browse", "{rank} not indexed").format(rank=rank),
            short,
            translate("Browse", "{here}. {name} has not indexed this clip.").format(here=here, name=name),
            own,
        )
    if ranked_hit.elsewhere is None:
        depth = formatting.count(other.depth)
        short = translate("Browse", "Rank {rank}; not in the other model's top {depth}.").format(rank=rank, depth=depth)
        return RankComparison(
            translate("Browse", "{rank} only here").format(rank=rank),
            short,
            translate("Browse", "{here}; not in the top {depth} of {name}.").format(here=here, depth=depth, name=name),
            own,
        )
    gain = ranked_hit.elsewhere - rank
    sign = f"{UP}{gain}" if gain > 0 else f"{DOWN}{-gain}" if gain < 0 else "="
    short = translate("Browse", "Rank {rank}; rank {elsewhere} with the other model.").format(
        rank=rank, elsewhere=ranked_hit.elsewhere
    )
    return RankComparison(
        f"{rank} {sign}",
        short,
        translate("Browse", "{here}, rank {elsewhere} with {name}.").format(
            here=here, elsewhere=ranked_hit.elsewhere, name=name
        ),
        own,
    )


def fused_rank(rank: int, fusion: Fusion) -> RankComparison:
    """A moment of the fused ranking: its place, and where the models have it."""
    ranks = [(safe_text.printable(name), place) for name, place in fusion.ranks]
    parts = [
        translate("Browse", "rank {place} with {name}").format(place=place, name=name)
        if place
        else translate("Browse", "not ranked by {name}").format(name=name)
        for name, place in ranks
    ]
    return RankComparison(
        str(rank),
        ranks_text(fusion),
        translate("Browse", "Combined rank {rank}: {ranks}.").format(rank=rank, ranks=", ".join(parts)),
        fusion.seen_by,
    )


def ranks_text(fusion: Fusion) -> str:
    """The ranks alone, for a narrow line: ranks 2 and 7; ranks 2 and –."""
    first, second = ("\N{EN DASH}" if place is None else str(place) for _, place in fusion.ranks)
    return translate("Browse", "ranks {first} and {second}").format(first=first, second=second)


def rank_comparisons(found: Comparison) -> tuple[dict[int, RankComparison], dict[int, RankComparison]]:
    """By segment, for both columns."""
    left, right = found.columns
    return _of(left, right), _of(right, left)


def coverage(coverage: ModelCoverage) -> str:
    """As in: all 12 clips; 9 of 12 clips (75 %)."""
    whole = amounts.clips(coverage.all_videos)
    if coverage.is_whole:
        return (
            translate("Browse", "the only clip")
            if coverage.all_videos == 1
            else translate("Browse", "all {whole}").format(whole=whole)
        )
    return translate("Browse", "{number} of {whole} ({percent} %)").format(
        number=formatting.count(coverage.videos), whole=whole, percent=coverage.percent
    )


def fused_note(coverages: tuple[ModelCoverage, ...]) -> str:
    """What must be known to read a fused ranking."""
    names = " and ".join(f"{formatting.model(each.spec.name)} ({coverage(each)})" for each in coverages)
    return translate(
        "Browse",
        "Combined from {names}: each rank counts 1 / (60 + rank). Ordered by agreement "
        "between models, not by match quality.",
    ).format(names=names)


def _of(column: RankedColumn, other: RankedColumn) -> dict[int, RankComparison]:
    own = column.coverage.spec.name
    return {ranked_hit.hit.segment.id: rank_comparison_of(ranked_hit, own, other) for ranked_hit in column.ranked_hits}
