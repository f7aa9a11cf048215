"""What the engine of teaching says, as texts of the window: by its kind and fields, never by its sentence.

The sentences of `core` are English; they are shown for kinds that are not known here.
"""

from collections.abc import Mapping
from statistics import median
from typing import Final, cast

from core.errors import C2VError, MediaError
from core.values.teaching import (
    FEWEST_PAIRS,
    MEDIAN_RANK,
    STILL_FOUND,
    AdviceReason,
    Figure,
    OutcomeReason,
    PairProblem,
    ProblemReason,
    RefusalReason,
    TeachingEstimate,
    TeachingFailed,
    TeachingOutcome,
    TeachingProgress,
    TeachingStage,
    TeachingWay,
    WayAdvice,
)
from ui.translate import noop, translate
from ui.widgets import amounts, formatting

_STAGES: dict[TeachingStage, str] = {
    "collecting": noop("Finetune", "Collecting moments of the library…"),
    "preparing": noop("Finetune", "Preparing clips to compare with…"),
    "measuring": noop("Finetune", "Measuring the model as it is…"),
    "decoding": noop("Finetune", "Reading clips. This is done once…"),
    "training": noop("Finetune", "Training…"),
    "folds": noop("Finetune", "Checking with clips that it has not learned from, part {part} of {parts}…"),
    "comparing": noop("Finetune", "Comparing before and after…"),
    "paused": noop("Finetune", "Paused."),
    "searching": noop("Finetune", "Looking for words that the model knows…"),
    "naming": noop("Finetune", "Learning the name…"),
}
_OUTCOMES: dict[OutcomeReason, str] = {
    "gain": noop("Finetune", "Clips that it did not learn from are found clearly better{change}."),
    "loss": noop(
        "Finetune", "Clips that it did not learn from are found less well{change}, so the previous model stays."
    ),
    "forgot": noop("Finetune", "Other clips are found less well than before{change}, so the previous model stays."),
    "strayed": noop(
        "Finetune",
        "Plain sentences about other clips now find different moments: what came first is still in the top ten for only"
        " {found} of 100, so the previous model stays.",
    ),
    "found_before": noop(
        "Finetune", "The model finds these clips already{change}, so nothing had to be learned and it stays as it is."
    ),
    "mixed": noop(
        "Finetune",
        "Some figures gain, but over all captions the gain is not clear{change}, so the previous model stays. More"
        " pairs may help.",
    ),
    "no_gain": noop(
        "Finetune",
        "No clear change on clips that it did not learn from{change}, so the previous model stays. More pairs, or"
        " captions that say more precisely what is to be seen, may help.",
    ),
    "name_gain": noop(
        "Finetune",
        "Examples held back from teaching rank {after} of {moments} with the name (median), and {before} with"
        " {words}, which describe them best.",
    ),
    "name_words": noop(
        "Finetune",
        "With {words} the model finds the examples better than with a name of its own, so it stands for these.",
    ),
    "name_no_gain": noop(
        "Finetune",
        "Examples held back from teaching rank {after} of {moments} with the name (median), and {before} with"
        " {words}: no clear change. More examples may help.",
    ),
    "name_unlike": noop(
        "Finetune",
        "To this model the examples do not look like one thing: an example that was held back ranks"
        " {after} of {moments}. Choose examples in which it is larger or easier to see.",
    ),
}
_ENOUGH: dict[TeachingWay, str] = {  # examples of a name are counted on their own page
    "words": noop("Finetune", "{pairs} of {clips}: enough for new words."),
    "heads": noop("Finetune", "{pairs} of {clips}: enough for kinds of movement."),
    "full": noop("Finetune", "{pairs} of {clips}: enough to teach everything."),
}
_TOO_FEW: dict[TeachingWay, str] = {
    "words": noop("Finetune", "{pairs} of {clips}: too few for new words, which need at least {least_pairs}."),
    "heads": noop(
        "Finetune",
        "{pairs} of {clips}: too few for kinds of movement, which need about {least_pairs} of {least_clips}.",
    ),
    "full": noop(
        "Finetune", "{pairs} of {clips}: too few to teach everything; it takes {least_pairs} of {least_clips}."
    ),
}
_ADVICE: dict[AdviceReason, str] = {
    "no_pairs": noop("Finetune", "There are no usable pairs yet."),
    "few_clips": noop(
        "Finetune",
        "{pairs} of {clips}: too few clips. With fewer than {least_clips} nothing is left to test on. Add pairs of"
        " other clips.",
    ),
    "same_captions": noop(
        "Finetune",
        "{pairs} of {clips}: all captions say the same, so nothing tells the clips apart. Write what each clip shows.",
    ),
}
_REFUSALS: dict[RefusalReason, str] = {
    "memory": noop(
        "Finetune", "It needs {memory} of memory, but this computer has {there}. Choose fewer pairs in a batch."
    ),
    "disk": noop(
        "Finetune",
        "{needed} must be free where the program keeps its files, so that the disk does not fill up, but only {there}"
        " are. Free some space first.",
    ),
    "trial_ended": noop(
        "Finetune",
        "The trial did not finish: this computer probably has too little memory. Close other programs, or choose fewer"
        " pairs in a batch.",
    ),
}
_ERRORS: dict[str, tuple[str, str, str]] = {
    "DiskFullError": (
        noop("Finetune", "The disk with the training run is full."),
        noop("Finetune", "Free some space, then resume."),
        noop("Finetune", "Free some space, then try again."),
    ),
    "RunFolderError": (
        noop("Finetune", "The training run's folder cannot be read or written."),
        noop(
            "Finetune",
            "If its drive was disconnected, connect it, then resume. If it was deleted, start a new training.",
        ),
        noop(
            "Finetune",
            "If its drive was disconnected, connect it, then try again. If it was deleted, start a new training.",
        ),
    ),
    "RunBusyError": (
        noop("Finetune", "This training run is active in another window or command."),
        noop("Finetune", "Stop it there first."),
        noop("Finetune", "Stop it there first."),
    ),
    "OutOfMemoryError": (
        noop("Finetune", "The training ran out of memory."),
        noop("Finetune", "Close other programs and resume, or start again with fewer pairs in a batch."),
        noop("Finetune", "Close other programs, or choose fewer pairs in a batch."),
    ),
    "TeachingEndedError": (
        noop("Finetune", "The training process ended unexpectedly."),
        noop("Finetune", "Memory may have run out: close other programs, then resume."),
        noop("Finetune", "Memory may have run out: close other programs, then try again."),
    ),
    "NotFiniteError": (
        noop("Finetune", "The training no longer gives finite numbers, so it was ended."),
        noop("Finetune", "Start again with a smaller learning rate."),
        noop("Finetune", "Choose a smaller learning rate."),
    ),
    "FewClipsError": (
        noop("Finetune", "The pairs are of too few clips to tell whether teaching helps."),
        noop("Finetune", "Add pairs of other clips."),
        noop("Finetune", "Add pairs of other clips."),
    ),
    "SameCaptionsError": (
        noop("Finetune", "All captions say the same, so nothing tells the clips apart."),
        noop("Finetune", "Write what each clip shows."),
        noop("Finetune", "Write what each clip shows."),
    ),
    "NoNewWordsError": (
        noop("Finetune", "The captions use no word that the model does not know."),
        noop("Finetune", "Another way of teaching may help."),
        noop("Finetune", "Another way of teaching may help."),
    ),
    "SmallLibraryError": (
        noop("Finetune", "The library is too small to tell whether this is any different from other things."),
        noop("Finetune", "Index more clips, then teach the name."),
        noop("Finetune", "Index more clips, then teach the name."),
    ),
    "ClipsAwayError": (
        noop("Finetune", "Most of the clips cannot be read now."),
        noop("Finetune", "Connect the drive with the clips, then resume."),
        noop("Finetune", "Connect the drive with the clips, then try again."),
    ),
    "NotIndexedError": (
        noop("Finetune", "{file} is not indexed with this model, so it cannot be learned from."),
        noop("Finetune", "Index it first, then start again."),
        noop("Finetune", "Index it first, then try again."),
    ),
    "NothingIndexedError": (
        noop("Finetune", "Nothing is indexed with this model yet, so there is nothing it can learn from."),
        noop("Finetune", "Index your clips first."),
        noop("Finetune", "Index your clips first."),
    ),
}
"""By the type of the error: what happened, what to do when a run ended by it, and what to do before a run."""
_NO_ROOM: Final = ("DiskFullError", "OutOfMemoryError")
"""After these one may fear that all is lost."""
_PROBLEMS: dict[ProblemReason, tuple[str, str]] = {
    "not_found": (
        noop("Finetune", "{name} was not found."),
        noop("Finetune", "Correct its path, or add the folder it is in."),
    ),
    "several": (
        noop("Finetune", "Several clips are called {name}."),
        noop("Finetune", "Write the folder too: {paths}"),
    ),
    "no_clip_beside": (
        noop("Finetune", "There is no clip beside {file}."),
        noop("Finetune", "A clip with its captions has the same name, such as {clip}."),
    ),
    "unreadable": (noop("Finetune", "{name} cannot be read."), noop("Finetune", "The file is damaged or not a video.")),
    "not_indexed": (
        noop("Finetune", "{name} is in the library, but not indexed with this model yet."),
        noop("Finetune", "Check again when it is indexed."),
    ),
    "not_in_library": (
        noop("Finetune", "{name} is not in the library."),
        noop("Finetune", "Add its folder to the library, and check again when it is indexed."),
    ),
    "picture_outside": (
        noop("Finetune", "{name} is a picture outside of the library, which only a name can be learned from."),
        noop("Finetune", "Teach it as a name, or add its folder to the library and check again when it is indexed."),
    ),
    "empty": (noop("Finetune", "The caption is empty."), noop("Finetune", "Write what the clip shows.")),
    "controls": (noop("Finetune", "The caption holds control characters."), noop("Finetune", "Write it again.")),
    "too_long": (
        noop("Finetune", "The caption is too long: {tokens} tokens; the model reads {most}."),
        noop("Finetune", "Shorten it, or make two pairs of it."),
    ),
    "still_times": (noop("Finetune", "A still has no times."), noop("Finetune", "Leave start and end empty.")),
    "before_start": (
        noop("Finetune", "The times lie before the start of the clip."),
        noop("Finetune", "Times count from its start."),
    ),
    "ends_first": (noop("Finetune", "The pair ends before it begins."), noop("Finetune", "Swap start and end.")),
    "outside_clip": (
        noop("Finetune", "The times lie outside of the clip, which is {seconds} s long."),
        noop("Finetune", "Times are seconds, 0:08.6 or timecode, from the start of the clip."),
    ),
    "duplicate": (noop("Finetune", "The same pair is in {where}."), noop("Finetune", "It counts once.")),
    "leak": (
        noop("Finetune", "{name}, or a copy of it, is in several of training, validation and test."),
        noop("Finetune", "This pair is left out."),
    ),
    "guessed_encoding": (
        noop("Finetune", "{file} was not saved as UTF-8, and was read as Windows-1252."),
        noop("Finetune", "Check letters with accents, and save the list as UTF-8 if they are wrong."),
    ),
    "list_away": (noop("Finetune", "{file} was not found."), noop("Finetune", "Choose the list or folder again.")),
    "list_unreadable": (
        noop("Finetune", "{file} cannot be read: {why}."),
        noop("Finetune", "Check that it is there and that you may read it."),
    ),
    "list_empty": (
        noop("Finetune", "{file} is empty."),
        noop("Finetune", "A list has one pair of clip and caption per line."),
    ),
    "list_not_text": (
        noop("Finetune", "{file} is not a text file."),
        noop("Finetune", "Save the list as CSV, TSV, JSON or JSON Lines, in UTF-8."),
    ),
    "no_columns": (
        noop("Finetune", "The columns of {file} cannot be told apart."),
        noop("Finetune", "Give the list a first line with the names of its columns: file,start,end,caption."),
    ),
    "no_file_column": (
        noop("Finetune", "{file} has no column that names the clip."),
        noop("Finetune", "Give the list a first line with the names of its columns: file,start,end,caption."),
    ),
    "no_caption_column": (
        noop("Finetune", "{file} has no column with captions."),
        noop("Finetune", "Give the list a first line with the names of its columns: file,start,end,caption."),
    ),
    "no_rows": (
        noop("Finetune", "{file} has a first line with names of columns, and no rows."),
        noop("Finetune", "Add a row for each pair."),
    ),
    "more_columns": (
        noop("Finetune", "This row has {columns} columns, more than the others."),
        noop("Finetune", "Put captions with commas into quotation marks."),
    ),
    "no_file": (
        noop("Finetune", "This row names no file: “{row}”."),
        noop("Finetune", "Add it, or remove the row."),
    ),
    "few_columns": (
        noop("Finetune", "This row has too few columns: “{row}”."),
        noop("Finetune", "Add what is missing, or remove the row."),
    ),
    "quotes": (
        noop("Finetune", "The quotation marks in this row do not match: “{row}”."),
        noop("Finetune", "A quotation mark inside a quoted caption is written twice."),
    ),
}


def stage_text(progress: TeachingProgress) -> str:
    """What a run does now."""
    if progress.kind is None:
        return progress.stage
    return translate("Finetune", _STAGES[progress.kind]).format(part=progress.part, parts=progress.parts)


def outcome_text(outcome: TeachingOutcome) -> str:
    """The verdict."""
    if outcome.reason is None:
        return outcome.message
    first = _figure("R@1", outcome.general if outcome.reason == "forgot" else outcome.figures)
    change = ""
    if first is not None:
        change = translate("Finetune", " (R@1 {before} to {after})").format(
            before=amounts.number(first.before, 1), after=amounts.number(first.after, 1)
        )
    place, still = _figure(MEDIAN_RANK, outcome.figures), _figure(STILL_FOUND["R@10"], outcome.general)
    words = translate("Finetune", "the words “{words}”").format(words=" ".join(outcome.words))
    return translate("Finetune", _OUTCOMES[outcome.reason]).format(
        change=change,
        words=words if outcome.words else translate("Finetune", "the words it knew"),
        before=amounts.number(place.before if place is not None else 0),
        after=amounts.number(place.after if place is not None else 0),
        moments=amounts.count(outcome.clips + 1),
        found=round(still.after) if still is not None else 0,
    )


def unread_text(unread: int) -> str:
    """Captions that took no part."""
    return translate("Finetune", "Clips of {pairs} could not be read and were left out.").format(
        pairs=amounts.pairs(unread)
    )


def word_text(figures: Mapping[str, object]) -> str:
    """How well a taught name finds its thing, by what was kept beside its vectors; empty where nothing was."""
    message, reason, gallery = figures.get("message"), figures.get("reason"), figures.get("gallery")
    known = next((each for each in _OUTCOMES if each == reason), None)
    before, after, words = (figures.get(each) for each in ("before_ranks", "after_ranks", "words"))
    is_whole = all(isinstance(each, list) for each in (before, after, words)) and isinstance(gallery, int)
    if known is None or not is_whole:  # taught by an earlier version
        return str(message or "")
    ranks = Figure(MEDIAN_RANK, _median(before), _median(after), 0.0, 0.0)
    said = tuple(str(each) for each in cast("list[object]", words))
    return outcome_text(
        TeachingOutcome("better", str(message or ""), 0, cast(int, gallery), (ranks,), reason=known, words=said)
    )


def _median(ranks: object) -> float:
    found = [float(each) for each in cast("list[object]", ranks) if isinstance(each, int | float)]
    return median(found) if found else 0.0


def _figure(name: str, figures: tuple[Figure, ...]) -> Figure | None:
    return next((each for each in figures if each.name == name), None)


def advice_text(advice: WayAdvice) -> str:
    """How far the pairs go for one way."""
    match advice.reason:
        case None:
            return advice.message
        case "enough":
            text = translate("Finetune", _ENOUGH[advice.way])
        case "few_pairs":
            text = translate("Finetune", _TOO_FEW[advice.way])
        case _:
            text = translate("Finetune", _ADVICE[advice.reason])
    return text.format(
        pairs=amounts.pairs(advice.pairs),
        clips=amounts.clips(advice.clips),
        least_pairs=amounts.pairs(advice.least_pairs or FEWEST_PAIRS),
        least_clips=amounts.clips(advice.least_clips),
    )


def refusal_text(estimate: TeachingEstimate) -> str:
    """Why a run cannot be done here; empty when it can."""
    if estimate.reason is None:
        return estimate.refusal
    return translate("Finetune", _REFUSALS[estimate.reason]).format(
        memory=formatting.size(estimate.memory_bytes),
        needed=formatting.size(estimate.needed_bytes),
        there=formatting.size(estimate.there_bytes),
    )


def failure_text(failed: TeachingFailed) -> str:
    """Why a run ended, and what to do."""
    if failed.error not in _ERRORS:
        return f"{failed.message} {failed.hint}".rstrip()
    title, then, _ = (translate("Finetune", each) for each in _ERRORS[failed.error])
    says_kept = failed.has_learned and failed.error in _NO_ROOM
    kept = translate("Finetune", "What was learned so far is kept.") if says_kept else ""
    return " ".join(part for part in (title.format(file=failed.about), kept, then) if part)


def error_text(error: C2VError) -> str:
    """Why something could not be done before or after a run, and what to do."""
    name = type(error).__name__
    if name not in _ERRORS:
        return str(error)
    title, _, then = (translate("Finetune", each) for each in _ERRORS[name])
    return f"{title.format(file=error.path.name if isinstance(error, MediaError) else '')} {then}"


def problem_text(problem: PairProblem) -> str:
    """What is wrong with a pair, and what to do."""
    if problem.reason is None:
        return " ".join(part for part in (problem.message, problem.hint) if part)
    title, then = (translate("Finetune", each) for each in _PROBLEMS[problem.reason])
    values = {
        name: amounts.number(value, digits=4) if isinstance(value, float) else value
        for name, value in problem.values.items()
    }
    if problem.reason == "duplicate":
        values["where"] = values["where"] or translate("Finetune", "the library")
    if problem.reason == "unreadable" and values["why"]:
        then = str(values["why"]).replace("{", "{{").replace("}", "}}")
    return f"{title} {then}".format(**values)
