"""Hand-off: moments as timelines, lists and tables for other programs, and back.

Everything here counts in frames and fractions. It sees values only: who calls it reads the library.
"""

from core.export.contact_sheet import sheet_files
from core.export.formats import ALL_FORMATS, FORMATS, SHEETS, ExportFormat
from core.export.formats.moment_tables import COLUMNS, PRESETS, columns_named
from core.export.gathering import (
    RATES,
    ChosenMoment,
    Gathered,
    best_copy,
    chosen_of_hit,
    chosen_of_moment,
    conformed_rate,
    frame_of,
    gather,
)
from core.export.handoff import (
    FindPicture,
    Handoff,
    HandoffMoment,
    HandoffOptions,
    HandoffProblem,
    MediaFacts,
    OutputFile,
    PhraseNote,
    PlacedMoment,
    relabel,
)
from core.export.kept_choices import ChoicesFile, KeptChoices, known_columns, with_mappings
from core.export.path_mapping import PathMapping, file_url, mapped, path_of_url, unmapped
from core.export.plans import ExportPlan, export_files, plan_export
from core.export.problems import WITH_REELS, reels_of
from core.export.reel_names import ReelName
from core.export.reel_table import read_reel_table, reel_table, reels_by
from core.export.safe_files import expect_free, targets_of, write_outputs
from core.export.subclips import (
    SUBCLIPS,
    PlannedSubclip,
    SubclipOutcome,
    SubclipPlan,
    SubclipStep,
    measure_subclips,
    plan_subclips,
    write_subclips,
)
from core.sentences import MadeSentence

__all__ = [
    "ALL_FORMATS",
    "COLUMNS",
    "FORMATS",
    "PRESETS",
    "RATES",
    "SHEETS",
    "SUBCLIPS",
    "WITH_REELS",
    "ChoicesFile",
    "ChosenMoment",
    "ExportFormat",
    "ExportPlan",
    "FindPicture",
    "Gathered",
    "Handoff",
    "HandoffMoment",
    "HandoffOptions",
    "HandoffProblem",
    "KeptChoices",
    "MadeSentence",
    "MediaFacts",
    "OutputFile",
    "PathMapping",
    "PhraseNote",
    "PlacedMoment",
    "PlannedSubclip",
    "ReelName",
    "SubclipOutcome",
    "SubclipPlan",
    "SubclipStep",
    "best_copy",
    "chosen_of_hit",
    "chosen_of_moment",
    "columns_named",
    "conformed_rate",
    "expect_free",
    "export_files",
    "file_url",
    "frame_of",
    "gather",
    "known_columns",
    "mapped",
    "measure_subclips",
    "path_of_url",
    "plan_export",
    "plan_subclips",
    "read_reel_table",
    "reel_table",
    "reels_by",
    "reels_of",
    "relabel",
    "sheet_files",
    "targets_of",
    "unmapped",
    "with_mappings",
    "write_outputs",
    "write_subclips",
]
