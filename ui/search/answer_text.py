"""What came of a question, in words."""

from core.values import Answer
from ui.translate import translate
from ui.widgets import amounts, formatting


def answer_line(answer: Answer) -> str:
    """The answer in one line: first 100 of 143 moments · 12 of 1 204 clips searched · 42 ms."""
    took = translate("Search", "{took} ms").format(took=max(1, round(answer.timings.total_ms)))
    if answer.fused:
        return translate("Search", "2 models searched · {took}").format(took=took)
    if answer.query.filter.is_empty:
        of = (
            ""
            if answer.ready_videos == answer.total_videos
            else translate("Search", "{number} of ").format(number=formatting.count(answer.ready_videos))
        )
        searched = translate("Search", "{of}{clips} searched").format(of=of, clips=amounts.clips(answer.total_videos))
    else:  # the numbers of clips are those of the whole library
        searched = translate("Search", "{moments} searched here").format(
            moments=amounts.moments(answer.searched_segments)
        )
    return f"{formatting.found(answer)} · {searched} · {took}"


def answer_details(answer: Answer) -> str:
    """Where the time went, and how exactly was looked."""
    times = answer.timings
    how = (
        translate("Search", "every moment compared")
        if answer.is_exact
        else translate("Search", "nearest moments from the index, re-ranked exactly")
    )
    if answer.query.filter.is_empty:
        where = translate("Search", "in the library")
    elif answer.query.filter.is_place:
        where = translate("Search", "in the selected folder or list")
    else:
        where = translate("Search", "of clips that pass the filters")
    return translate(
        "Search",
        "{moments} {where}, {how}.\nEncoding the query {text_ms} ms, index "
        "{index_ms} ms, loading results {fetch_ms} ms.",
    ).format(
        moments=amounts.moments(answer.searched_segments),
        where=where,
        how=how,
        text_ms=round(times.text_ms),
        index_ms=round(times.index_ms),
        fetch_ms=round(times.fetch_ms),
    )
