"""What a question holds that a model may not understand as it was meant."""

import csv
from pathlib import Path

import pytest

from core.evaluation.galleries import TESTS, random_gallery
from core.evaluation.ranking import captions_of
from core.search.hints import exclusion, find_hints, other_language, other_script
from core.search.neutral_sentences import neutral_sentences

CAPTIONS = Path(__file__).resolve().parents[4] / "shared" / "footage" / "captions.csv"


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("红色的汽车", "Chinese characters"), ("赤い車が走る", "Japanese"), ("빨간 자동차", "Korean"),
        ("красная машина", "Cyrillic"), ("سيارة حمراء", "Arabic"), ("כלב אדום", "Hebrew"), ("ο σκύλος", "Greek"),
        ("लाल कार", "Devanagari"), ("รถสีแดง", "Thai"), ("a sign in 中文", ""),
        ("ｒｅｄ ｃａｒ", ""), ("16-mm 4K", ""), ("2", ""),
    ],
)  # fmt: skip
def test_the_script_is_told(text: str, script: str) -> None:
    assert other_script(text) == script
    assert [hint.kind for hint in find_hints(text, False)] == (["script"] if script else [])
    assert find_hints(text, True) == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ein roter Hund läuft im Park", "German"), ("rotes Auto", "German"), ("Hund im Schnee", "German"),
        ("Kinder spielen am Strand", "German"), ("das Haus am Meer", "German"), ("chien rouge", "French"),
        ("la plage au coucher du soleil", "French"), ("un homme marche dans la rue", "French"),
        ("una mujer camina por la calle", "Spanish"), ("uma praia ao pôr do sol", "Portuguese"),
        ("un cane corre sul prato", "Italian"), ("czerwony samochód", "Polish"), ("kırmızı araba", "Turkish"),
    ],
)  # fmt: skip
def test_the_language_is_told(text: str, language: str) -> None:
    assert other_language(text) == language
    assert [hint.kind for hint in find_hints(text, False)] == ["language"]
    assert find_hints(text, True) == ()


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Paris",
            "Angela Merkel",
            "Das Boot",
            "La La Land",
            "Charles de Gaulle airport",
            "Rio de Janeiro",
            "Vin Diesel",
        ),
        *("Los Angeles at night", "las vegas", "Los Lobos on stage", "São Paulo skyline", "café at night", "croissant"),
        *(
            "a piñata at a party",
            "résumé on a desk",
            "fiancée smiles",
            "jalapeño",
            "UN building",
            "Zürich",
            "film noir",
        ),
        *("a cat", "piano", "NULL", "2", "the of and", "asdf qwer", "C0023.MP4", "tour de france", "le mans race"),
    ],
)
def test_names_and_short_english_are_left_alone(text: str) -> None:
    assert find_hints(text, False) == ()


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("street without cars", "cars"), ("a beach, no people", "people"), ("No people", "people"),
        ("there are no people", "people"), ("red car -blue", "blue"), ("a dog not a cat", "a cat"),
        ("NOT a car", "a car"),
        ("city except at night", "at night"), ("car-free street", "car"), ("anything but cars", "cars"),
        ("without any text", "text"), ("the sky isn't blue", "blue"), ("without music, a crowd", "music"),
    ],
)  # fmt: skip
def test_what_is_to_be_left_out_is_told(text: str, about: str) -> None:
    assert exclusion(text) == about
    assert [hint.kind for hint in find_hints(text, True)] == ["exclusion"]


@pytest.mark.parametrize(
    "text",
    [
        *("no entry sign", "a no smoking sign", "no trespassing", "nonstop flight", "close-up", "black-and-white"),
        *("16-mm film", "-5 degrees", "Dr No", "Mr. No at the beach", "No 5", "No. 10 Downing Street", "a car - red"),
        *("red–blue", "does not move", "a car not moving", "hands-free", "no one's land", "a knot", "nothing", "snow"),
        *("a 'do not enter' sign", "no-man's-land", "duty-free shop"),
    ],
)
def test_words_that_only_look_like_it_are_left_alone(text: str) -> None:
    assert exclusion(text) == ""


def test_captions_of_drawn_videos_and_neutral_sentences_get_no_hint() -> None:
    texts = [caption.text for caption in captions_of(random_gallery(5, 500, TESTS), 5)] + neutral_sentences()
    assert [text for text in texts if find_hints(text, False)] == []


def test_captions_of_real_footage_get_no_hint() -> None:
    if not CAPTIONS.exists():
        pytest.skip("needs the footage beside the checkout (../shared/footage)")
    with CAPTIONS.open(encoding="utf-8") as file:
        texts = [line["caption"] for line in csv.DictReader(file)]
    wrong = [text for text in texts if find_hints(text, False)]
    assert len(wrong) <= len(texts) / 100
