"""What in a question the model may not understand as it was meant: another script, another language, an exclusion."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import Any, Final

from core.search.foreign_words import LANGUAGES, WORDS
from core.sentences import sentence
from core.values import Hint

_SCRIPTS: Final[dict[str, str]] = {
    "CJK": sentence("Chinese characters"),
    "HIRAGANA": sentence("Japanese"),
    "KATAKANA": sentence("Japanese"),
    "HANGUL": sentence("Korean"),
    "CYRILLIC": sentence("Cyrillic"),
    "ARABIC": sentence("Arabic"),
    "HEBREW": sentence("Hebrew"),
    "GREEK": sentence("Greek"),
    "THAI": sentence("Thai"),
    "DEVANAGARI": sentence("Devanagari"),
    "BENGALI": sentence("Bengali"),
    "TAMIL": sentence("Tamil"),
    "TELUGU": sentence("Telugu"),
    "ARMENIAN": sentence("Armenian"),
    "GEORGIAN": sentence("Georgian"),
    "AMHARIC": sentence("Ethiopic"),
    "ETHIOPIC": sentence("Ethiopic"),
    "KHMER": sentence("Khmer"),
    "LAO": sentence("Lao"),
    "MYANMAR": sentence("Burmese"),
    "SINHALA": sentence("Sinhala"),
    "GUJARATI": sentence("Gujarati"),
    "GURMUKHI": sentence("Gurmukhi"),
    "KANNADA": sentence("Kannada"),
    "MALAYALAM": sentence("Malayalam"),
    "TIBETAN": sentence("Tibetan"),
    "MONGOLIAN": sentence("Mongolian"),
}
"""First word of a letter's Unicode name, and what people call the script."""
OTHER_SCRIPT_SHARE: Final = 0.3
"""From this share of a sentence's letters on it counts as written in another script; a name in it does not."""
CLEAR, CLEAR_WORDS = 25.0, 3
"""By how much the detector must prefer another language, in log odds, and in how many words at least, where only an
accent made it look: English has its fiancée and its jalapeños."""

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SIGNS: Final = "entry smoking parking exit trespassing swimming fishing photography stopping vacancy vacancies"
_NEGATIONS: Final = (
    r"\b(?:without|excluding|except(?:\s+for)?|other\s+than|(?:anything|everything|anywhere)\s+but|ohne|zonder|senza)\s+"
    r"(?:any\s+)?(?P<a>[^,.;]+)",
    r"(?<![\w.-])(?:no|NO)\s+(?!(?:one|man['’]s|matter|longer|more|doubt|idea|problem|" + "|".join(_SIGNS.split()) +
    r")\b)(?P<b>[a-z][^,.;]*)",
    r"^\s*No\s+(?!(?:one|man['’]s|matter|longer|more|doubt|idea|problem|" + "|".join(_SIGNS.split()) +
    r")\b)(?P<c>[a-z][^,.;]*)",
    r"(?<!\bdo )(?<!\bdoes )(?<!\bdid )(?<!\bcan )(?<!\bwill )(?<!\bor )"
    r"\b(?:not|NOT)\s+(?!\w+ing\b|yet\b|only\b|sure\b)"
    r"(?P<d>[^\W\d][^,.;]*)",
    r"\b(?:is|are|was|were)n['’]t\s+(?!\w+ing\b)(?P<e>[^\W\d][^,.;]*)",
    r"(?:^|(?<=\s))[-−](?P<f>[^\W\d_][\w'’-]+)",
    r"\b(?P<g>(?!hands|duty|royalty|toll|sugar|care|scot|tax|gluten|lead)[^\W\d_]{3,})-free\b",
    r"\b(?i:(?P<h>no\s+one|nobody))\b(?!['’])",
    r"\b(?:exclude|ignore|omit|leave\s+out|don['’]t\s+show)\s+(?P<i>[^,.;]+)",
)  # fmt: skip
_NEGATED: Final = re.compile("|".join(_NEGATIONS))
_MOST_WORDS: Final = 6
"""A longer tail says more than what is left out."""
_SIGN_FOLLOWS: Final = re.compile(r"\b(?:signs?|poster|label|tattoo)\b", re.IGNORECASE)


def find_hints(text: str, is_multilingual: bool) -> tuple[Hint, ...]:
    """What should be said about this question, at most one hint of a kind."""
    found = []
    if not is_multilingual:
        script = other_script(text)
        language = "" if script else other_language(text)
        found += [Hint("script", script)] if script else [Hint("language", language)] if language else []
    excluded = exclusion(text)
    return (*found, *([Hint("exclusion", excluded)] if excluded else []))


def other_script(text: str) -> str:
    """The script most of the sentence's letters that are not Latin are of; empty for Latin sentences."""
    letters = [unicodedata.name(ch, "").split(" ")[0] for ch in unicodedata.normalize("NFKC", text) if ch.isalpha()]
    others = Counter(_SCRIPTS[each] for each in letters if each in _SCRIPTS)
    if not others or others.total() < OTHER_SCRIPT_SHARE * len(letters):
        return ""
    # Japanese is written with Chinese characters too.
    return "Japanese" if others["Japanese"] else others.most_common(1)[0][0]


def other_language(text: str) -> str:
    """The language of a sentence in Latin letters, by name; empty for English, for names, and where it is not clear.

    Short questions and names mislead any detector. So it is asked only about sentences that hold a common word of
    another language, or an accented one, and only written in small letters: names are not.
    """
    words = _WORD.findall(text)
    lower = [word for word in words if word[0].islower()]
    heard = Counter[str]()
    for place, word in enumerate(words):
        # A first word may be capital because it begins the sentence, when others do not look like a name.
        if word[0].islower() or (place == 0 and lower and not word.isupper()):
            for language in WORDS.get(word.lower(), ()):
                heard[language] += 1
    accented = any(not word.isascii() for word in lower)
    if not heard and not (accented and len(words) >= CLEAR_WORDS):
        return ""
    ranked = heard.most_common(2)
    if ranked and ranked[0][1] > 1 and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
        return LANGUAGES[ranked[0][0]]  # clear enough not to wait for the detector
    odds = _odds(text)
    if heard:
        most = max(heard.values())
        best = max((each for each in heard if heard[each] == most), key=lambda each: odds[each])
        return LANGUAGES[best] if odds[best] > 0 or most > 1 else ""
    best = max(odds, key=lambda each: odds[each])
    return LANGUAGES[best] if odds[best] > CLEAR else ""


@lru_cache(maxsize=256)
def _odds(text: str) -> dict[str, float]:
    """Log odds of each other language against English."""
    ranked = dict(_detector().rank(text.lower()))
    return {language: ranked[language] - ranked["en"] for language in LANGUAGES}


@lru_cache(maxsize=1)
def _detector() -> Any:
    """Read when first needed: it takes a second."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    detector = LanguageIdentifier.from_model_file(MODEL_FILE)
    detector.set_languages(["en", *LANGUAGES])
    return detector


def exclusion(text: str) -> str:
    """The words that are to be left out of what is found, as typed; empty when nothing is."""
    found = negation(text)
    return found[2] if found is not None else ""


def negation(text: str) -> tuple[int, int, str] | None:
    """Where the first negation begins, where its words end, and those words; None without one."""
    for found in _NEGATED.finditer(text):
        name, about = next((name, group) for name, group in found.groupdict().items() if group)
        if not _SIGN_FOLLOWS.search(found.group()):
            words = about.split()[:_MOST_WORDS]
            start = found.start(name)
            at = start
            for word in words:
                at = text.index(word, at) + len(word)
            return found.start(), max(at, found.end() if at == found.end(name) else at), " ".join(words)
    return None
