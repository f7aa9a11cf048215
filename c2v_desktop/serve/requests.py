"""What scripts may say: one record for each operation of a running library, checked field by field."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from core.values import MOST_STARS

MOST_RESULTS = 10_000
MOST_PATHS = 1_000
Count = Annotated[int, Meta(ge=1, le=MOST_RESULTS)]
Paths = Annotated[list[str], Meta(min_length=1, max_length=MOST_PATHS)]
Names = Annotated[list[str], Meta(max_length=100)]


class Request(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text of a request."""


class Nothing(Request, frozen=True, kw_only=True):
    """No fields."""


class Asked(Request, frozen=True, kw_only=True):
    """A query, and pictures that it shows as examples."""

    query: Annotated[
        str | dict[str, Any],
        Meta(description='A sentence such as "a red car drives past", or the query record.'),
    ]
    model: Annotated[str, Meta(description="Ask this model of the library instead of the chosen one.")] = ""
    pictures: Annotated[
        dict[str, str],
        Meta(description="Bytes of example pictures as base64, by the path that the example names.", max_length=16),
    ] = {}
    lines: Annotated[bool, Meta(description="Add the answer as lines of text.")] = False


class SearchRequest(Asked, frozen=True, kw_only=True):
    """Which moments match?"""

    limit: Annotated[Count, Meta(description="How many moments at most.")] = 10
    by_clip: Annotated[bool, Meta(description="Only the best moment of each clip.")] = False


class ExplainRequest(Asked, frozen=True, kw_only=True):
    """Why has a result its score?"""

    rank: Annotated[Count, Meta(description="Which result of the search, from 1.")] = 1
    cells: Annotated[bool, Meta(description="All numbers of the explanation, not the rows of phrases alone.")] = False


class ClipsRequest(Request, frozen=True, kw_only=True):
    """Which clips pass a filter?"""

    filter: Annotated[dict[str, Any], Meta(description="As the field `filter` of the query record.")] = {}
    limit: Count = 100
    offset: Annotated[int, Meta(ge=0)] = 0


class FacetsRequest(Request, frozen=True, kw_only=True):
    """What is there to filter by?"""

    filter: Annotated[dict[str, Any], Meta(description="As the field `filter` of the query record.")] = {}


class MomentsRequest(Request, frozen=True, kw_only=True):
    """What is kept in a collection?"""

    collection: Annotated[str, Meta(description="Its name; empty: the basket.")] = ""


class CaptionsRequest(Request, frozen=True, kw_only=True):
    """What is written of moments?"""

    path: Annotated[str, Meta(description="A clip, as the library spells its path; empty: all.")] = ""


class RateRequest(Request, frozen=True, kw_only=True):
    """Stars, flag and seen of clips; what is left out stays."""

    paths: Annotated[Paths, Meta(description="Clips, as the library spells their paths.")]
    rating: Annotated[int, Meta(ge=0, le=MOST_STARS, description="1 to 5 stars; 0 removes them.")] | UnsetType = UNSET
    flag: Literal["pick", "reject", "none"] | UnsetType = UNSET
    seen: bool | UnsetType = UNSET


class TagRequest(Request, frozen=True, kw_only=True):
    """Tags to add to clips and to remove from them."""

    paths: Annotated[Paths, Meta(description="Clips, as the library spells their paths.")]
    add: Names = []
    remove: Names = []


class KeepRequest(Request, frozen=True, kw_only=True):
    """A moment of a clip to keep, or the whole clip."""

    path: Annotated[str, Meta(description="The clip, as the library spells its path.")]
    start: Annotated[str | float | None, Meta(description='In point: seconds, or "00:00:08:16", or "1001/24".')] = None
    end: Annotated[str | float | None, Meta(description="Out point, in the same way; it is not part.")] = None
    note: Annotated[str, Meta(max_length=10_000)] = ""
    collection: Annotated[str, Meta(description="The name of a collection; empty: the basket.")] = ""


class CaptionRequest(Request, frozen=True, kw_only=True):
    """A caption for a moment of a clip, or for the whole clip."""

    path: Annotated[str, Meta(description="The clip, as the library spells its path.")]
    text: Annotated[str, Meta(description="What happens, in a sentence.", max_length=10_000)]
    start: Annotated[str | float | None, Meta(description='In point: seconds, or "00:00:08:16", or "1001/24".')] = None
    end: Annotated[str | float | None, Meta(description="Out point, in the same way; it is not part.")] = None


class CollectionRequest(Request, frozen=True, kw_only=True):
    """A new collection."""

    name: Annotated[str, Meta(min_length=1, max_length=200)]


class ExportRequest(Asked, frozen=True, kw_only=True):
    """Moments for an editing program: of a query, else of a collection, else of the basket."""

    format: Annotated[str, Meta(description="edl, fcpxml, xml, otio, ale, kdenlive, mlt, csv, tsv, or markers-….")]
    query: Annotated[str | dict[str, Any], Meta(description="A sentence, or the query record; empty: none.")] = ""
    collection: Annotated[str, Meta(description="A collection or saved search; empty: the basket.")] = ""
    limit: Annotated[Count, Meta(description="Of a query: how many moments at most.")] = 50
    by_clip: Annotated[bool, Meta(description="Of a query: only the best moment of each clip.")] = False
    title: Annotated[str, Meta(min_length=1, max_length=200)] = "Selects"
    handles: Annotated[int, Meta(ge=0, le=100_000, description="Frames more at both ends.")] = 0
    map: Annotated[dict[str, str], Meta(description="Paths here, and what they are on the other machine.")] = {}
    rate: Annotated[str, Meta(description="Of the timeline: 25, 29.97; empty: that of most moments.")] = ""
    start: Annotated[str, Meta(description="First timecode of the timeline.")] = "01:00:00:00"
    columns: Annotated[Names, Meta(description="Of tables.")] = []
    preset: Annotated[str, Meta(description="Columns of tables by name, also one that was kept; empty: none.")] = ""
    reels: Annotated[dict[str, str], Meta(description="Names of reels by the paths of their clips.")] = {}
    kept: Annotated[bool, Meta(description="Use paths and reels kept in the window or by `c2v export`.")] = False
    markers: Literal["timeline", "source"] = "timeline"
    dry_run: Annotated[bool, Meta(description="Only list problems.")] = False


class SubclipsRequest(Asked, frozen=True, kw_only=True):
    """Moments as files of their own: of a query, else of a collection, else of the basket."""

    folder: Annotated[str, Meta(min_length=1, description="Its whole path on this computer; it has to be there.")]
    encode: Annotated[
        str, Meta(description="copy (from a keyframe on), prores-proxy, prores-lt, dnxhr-lb or h264 (exact).")
    ] = "copy"
    query: Annotated[str | dict[str, Any], Meta(description="A sentence, or the query record; empty: none.")] = ""
    collection: Annotated[str, Meta(description="A collection or saved search; empty: the basket.")] = ""
    limit: Annotated[Count, Meta(description="Of a query: how many moments at most.")] = 50
    by_clip: Annotated[bool, Meta(description="Of a query: only the best moment of each clip.")] = False
    handles: Annotated[int, Meta(ge=0, le=100_000, description="Frames more at both ends.")] = 0
    dry_run: Annotated[bool, Meta(description="Write nothing: only find out what would result.")] = False


class SubclipJobRequest(Request, frozen=True, kw_only=True):
    """What became of subclips that were asked for?"""

    job: Annotated[int, Meta(ge=1, description="As “subclips” answered.")]
    stop: Annotated[bool, Meta(description="Make no more of them; those that are whole stay.")] = False


class TimelineImportRequest(Request, frozen=True, kw_only=True):
    """A timeline, list or table of another program, to be kept in a collection."""

    name: Annotated[str, Meta(min_length=1, max_length=1000, description="Of the file, with its suffix.")]
    content: Annotated[str, Meta(description="The file as base64.")]
    collection: Annotated[str, Meta(description="Made where there is none; empty: the basket.")] = ""
    map: Annotated[dict[str, str], Meta(description="Paths here, and what they are in the file.")] = {}
    kept: Annotated[bool, Meta(description="Use paths kept in the window or by `c2v export`.")] = False
    dry_run: Annotated[bool, Meta(description="Keep nothing: only list what matches.")] = False
