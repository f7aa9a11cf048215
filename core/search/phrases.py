"""Cuts a sentence into the phrases whose share of a score is worth seeing.

Pure. The rules: quotation marks hold a phrase together; commas, full stops and their kin always cut; words
without a picture of their own (articles, prepositions, pronouns, forms of "be") cut and are left out; a verb of
motion or an -ing form opens a phrase of its own after its subject. "a red car drives up" gives "red car" and
"drives up". The user can cut otherwise, so the rules need to be plain rather than perfect.
"""

import re
from collections.abc import Iterator

from core.errors import EmptyQueryError
from core.values import Filter, Phrase, Query

_TOKEN = re.compile(r"[^\W_]+(?:['’\-_][^\W_]+)*|[^\w\s]|_+")
_QUOTED = re.compile(r"\"([^\"]*)\"|“([^”]*)”|«([^»]*)»|„([^“”]*)[“”]")
_QUOTES = str.maketrans(dict.fromkeys('"“”„«»', " "))

_SINGULAR = frozenset("a an one another each every".split())
_FUNCTION = _SINGULAR | frozenset(
    "the this that these those some any its his her their my your our it he she they we i you him them us "
    "is are was were be been being am has have had do does did will would can could there here "
    "of in on at by to from with without into onto through across along over under behind before after beside "
    "besides between among against around near next inside outside above below beneath beyond toward towards "
    "during while until till upon within about for as than and or but nor so then when where which who whose "
    "whom what if because also very just".split()
)
_PARTICLES = frozenset("up down away off out back over around along in on through by across forward together".split())
_VERBS = frozenset(
    "appear approach argue arrive bark bite blow bounce break breathe burn carry catch chase cheer chop circle clap "
    "climb close collapse come cook crawl cross cry cycle dance descend disappear dive drink drive drop eat emerge "
    "enter explode fall feed fight fill film fly follow gallop give go grab graze grow hang hide hit hold hop hover "
    "hug jump kick kiss kneel land laugh lay lean leave lie lift listen look make march melt move nod open paint pass "
    "perch play pour pull push put read rest ride rise roll run sail sew shake shine shoot show sing sit skate ski sleep "
    "slide smile smoke speak spin splash spray squat stand start stir stop swim swing take talk tear throw touch travel "
    "turn type unfold use wait wake walk wash watch wave wear weld wipe work write".split()
)
_NOT_ING = frozenset(
    "building ceiling wedding morning evening king ring string thing wing spring nothing something anything "
    "everything clothing lightning painting drawing icing duckling darling bearing railing sterling".split()
)
_NOT_VERB = frozenset("bus gas lens glass grass canvas species series jeans glasses cross dress".split())


def cut_query(text: str, filter_: Filter | None = None) -> Query:
    """Make a query of what the user typed. Positions stay those of the typed text; quotation marks become spaces.

    Raises: EmptyQueryError, when there is no word in it.
    """
    if not any(ch.isalnum() for ch in text):
        raise EmptyQueryError("There is nothing to look for yet.", "Describe a shot in a few words.")
    plain = text.translate(_QUOTES)
    phrases = tuple(Phrase(plain[start:stop], start, stop) for start, stop in find_phrases(text))
    return Query(plain, phrases, filter_ or Filter())


def find_phrases(text: str) -> list[tuple[int, int]]:
    """Spans of the phrases in a sentence, in order and apart from each other."""
    spans: list[tuple[int, int]] = []
    done = 0
    for quoted in _QUOTED.finditer(text):
        spans += _cut_plain(text, done, quoted.start())
        group = quoted.lastindex or 0
        spans += _trimmed(text, *quoted.span(group)) if group else []
        done = quoted.end()
    return spans + _cut_plain(text, done, len(text))


def _trimmed(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    """The span without outer spaces; none when no word is in it."""
    inner = text[start:stop]
    if not any(ch.isalnum() for ch in inner):
        return []
    return [(start + len(inner) - len(inner.lstrip()), stop - len(inner) + len(inner.rstrip()))]


def _cut_plain(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    """Spans in a stretch without quotation marks."""
    return [(run[0].start(), run[-1].end()) for run in _runs(_TOKEN.finditer(text, start, stop))]


def _runs(tokens: Iterator[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    """Group the words of each phrase."""
    run: list[re.Match[str]] = []
    singular = False
    for token in tokens:
        word = token.group().lower()
        if not word[0].isalnum() or (word in _FUNCTION and not (word in _PARTICLES and _ends_in_verb(run))):
            if run:
                yield run
            run, singular = [], word in _SINGULAR
            continue
        if run and _opens(word, singular):
            yield run
            run, singular = [], False
        run.append(token)
    if run:
        yield run


def _ends_in_verb(run: list[re.Match[str]]) -> bool:
    """True when a particle here belongs to the verb before it, as in "drives up" or "looks over"."""
    return len(run) == 1 and _is_verb(run[0].group().lower())


def _opens(word: str, singular: bool) -> bool:
    """True when this word, coming after a noun, begins to tell what happens."""
    if _is_verb(word):
        return True
    ends_as_verb = word.endswith("s") and not word.endswith(("ss", "us", "is", "'s", "’s"))
    return singular and len(word) > 3 and ends_as_verb and word not in _NOT_VERB


def _is_verb(word: str) -> bool:
    """True for an -ing form, and for the verbs footage is described with."""
    if word in _NOT_ING or word in _NOT_VERB:
        return False
    if word.endswith("ing") and len(word) > 4:
        return True
    stems = (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ies") + "y")
    return any(stem in _VERBS for stem in stems)
