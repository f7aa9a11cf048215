"""Common words of other languages in Latin letters that are no English words, no names and no parts of names."""

from typing import Final

from core.sentences import sentence


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LANGUAGES: Final[dict[str, str]] = {
    "de": sentence("German"),
    "fr": sentence("French"),
    "es": sentence("Spanish"),
    "it": sentence("Italian"),
    "pt": sentence("Portuguese"),
    "nl": sentence("Dutch"),
    "sv": sentence("Swedish"),
    "da": sentence("Danish"),
    "no": sentence("Norwegian"),
    "pl": sentence("Polish"),
    "cs": sentence("Czech"),
    "tr": sentence("Turkish"),
    "fi": sentence("Finnish"),
    "hu": sentence("Hungarian"),
    "ro": sentence("Romanian"),
    "id": sentence("Indonesian"),
}

_WORDS: Final = {
    "de": """ein eine einem einen einer eines der das dem und mit auf im ist sind nicht ohne unter neben zwischen vor
        hinter durch aus bei beim zum zur wie wird viele kleiner kleines großer große großes rotes roter rote blaues
        blauer blaue grüner grünes grüne schwarzer schwarzes schwarze weißer weißes weiße gelbes gelber
        läuft fährt geht steht sitzt spielt schwimmt fliegt springt zwei drei kinder menschen spielen laufen stehen""",
    "fr": """un une des les du et avec dans sur sous est sont sans devant derrière pendant près vers qui deux trois
        homme femme chien voiture maison plage enfant arbre noire rouge bleue verte blanche jaune marche court roule""",
    "es": """una unos unas el en con por sobre está están sin hacia dos tres hombre mujer perro coche playa
        niño árbol calle roja rojo azul verde amarillo amarilla blanca corre camina""",
    "it": """uno una gli il nel nella sul sulla con sono senza verso due tre uomo donna macchina spiaggia bambino
        albero strada rossa rosso azzurro giallo gialla corre cammina""",
    "pt": """um uma os na com sobre está sem dois duas três homem mulher cachorro carro praia criança rua vermelho
        vermelha azul verde amarelo branca corre anda""",
    "nl": """een het met op zijn zonder naast voor achter twee drie hond huis strand vrouw kind straat rode blauwe
        groene gele zwarte witte
        loopt rijdt""",
    "sv": "en ett och med på är utan två tre hund bil strand kvinna röd blå grön svart springer",
    "da": "en et og med på er uden to tre hund bil strand kvinde rød blå grøn sort løber",
    "no": "en et og med på er uten tre hund bil strand kvinne rød blå grønn svart løper",
    "pl": "na w z jest są bez dwa trzy pies dom kobieta mężczyzna czerwony niebieski zielony czarny biały",
    "cs": "na v s je jsou bez dva pes dům žena muž červený modrý zelený černý bílý auto",
    "tr": "bir ve ile için üzerinde iki üç köpek araba ev kadın adam kırmızı mavi yeşil siyah beyaz",
    "fi": "ja on kaksi kolme koira auto talo nainen mies punainen sininen vihreä musta valkoinen juoksee",
    "hu": "egy és van kettő három kutya autó ház nő férfi piros kék zöld fekete fehér",
    "ro": "un o și cu pe este sunt fără doi câine mașină casă femeie bărbat roșu albastru verde negru",
    "id": "dan di dengan yang ini itu dua anjing mobil rumah perempuan merah biru hijau hitam putih",
}
_ENGLISH: Final = _words(
    """a an o on in is do to en et es el as at on van man dan die den he her hat war bin arm hand name list court
    marche rouge noir verde sans con per due tre son no or en rode strand kind bless ten pies pea musta van w v s
    z na di it und yang ini com sobre rue ev os auto one er us hund sort bid"""
)
"""Of these, words that English sentences, names and abbreviations hold too."""


def _table() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for language, words in _WORDS.items():
        for word in words.split():
            if word not in _ENGLISH - {"und"}:
                found[word] = (*found.get(word, ()), language)
    return found


WORDS: Final = _table()
"""The languages each word is common in."""
