"""What the library suggests: filters with their counts, words that may be filters, in and out points."""

from datetime import date
from fractions import Fraction

from core.library.deps import LibraryDeps
from core.search.filter_hints import suggest_filters
from core.search.span_proposal import propose_span
from core.values import Explanation, Facets, Filter, FilterHint, Segment


class Suggestions:
    """Part of `Library`; changes nothing. Thread: the engine lane."""

    _parts: LibraryDeps

    def facets(self, filter_: Filter) -> Facets:
        """For each kind of filter, how many clips each value would give beside the rest of this filter."""
        return self._parts.catalogue.facets(filter_)

    def suggest_filters(self, text: str, filter_: Filter) -> tuple[FilterHint, ...]:
        """Words of a sentence that may stand for a filter, to be offered; nothing that the filter has already."""
        today = date.fromtimestamp(self._parts.today_s())
        return suggest_filters(text, filter_, self.facets(Filter()), today)

    def propose_span(self, explanation: Explanation, segment: Segment) -> tuple[Fraction, Fraction] | None:
        """In and out points to begin with, for a moment that was found; None for a still."""
        video = self._parts.catalogue.video(segment.video_id)
        if video is None or video.info is None:
            return None
        return propose_span(explanation, segment, video.info)
