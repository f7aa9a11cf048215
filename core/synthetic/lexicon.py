"""The words for the drawn world: several for each shape, size, place, event and background."""

from typing import Final

NOUNS: Final = {
    "circle": ("circle", "ball", "disc"),
    "square": ("square", "box"),
    "triangle": ("triangle",),
    "star": ("star",),
    "ring": ("ring", "hoop"),
    "cross": ("cross", "plus"),
    "car": ("car", "car", "automobile"),
    "house": ("house", "home"),
    "tree": ("tree", "fir"),
    "fish": ("fish",),
}
SIZE_WORDS: Final = {"small": ("small", "little", "tiny"), "big": ("big", "large")}
BACKDROPS: Final = {
    "sky": ("in the sky", "in front of the sky", "among clouds"),
    "grass": ("on grass", "on the grass", "on a meadow"),
    "night": ("at night", "in the night", "under the stars"),
    "sand": ("on sand", "in the desert", "on the beach"),
    "sea": ("on the sea", "in the water", "at sea"),
    "brick": ("in front of a brick wall", "at a brick wall", "at the wall"),
    "snow": ("on snow", "in the snow"),
    "city": ("in the city", "in town"),
    "plain": ("on a plain background", "in front of a plain wall"),
    "stripes": ("on stripes", "in front of a striped wall"),
}
PLACES: Final = {
    "left": ("on the left", "at the left"),
    "right": ("on the right", "at the right"),
    "top": ("at the top", "on top"),
    "bottom": ("at the bottom",),
    "middle": ("in the middle", "in the centre"),
}
_WAYS: Final = {
    "left": ("left", "to the left"),
    "right": ("right", "to the right"),
    "up": ("up", "upwards"),
    "down": ("down", "downwards"),
}
_GOING: Final = (("moves", "moving"), ("goes", "going"), ("slides", "sliding"))
_OWN_GOING: Final = {"car": ("drives", "driving"), "fish": ("swims", "swimming"), "circle": ("rolls", "rolling")}

Verb = tuple[str, str]
_VERBS: Final[dict[str, tuple[Verb, ...]]] = {
    "up": (("rises", "rising"), ("climbs", "climbing")),
    "down": (("falls", "falling"), ("sinks", "sinking")),
    "grow": (("grows", "growing"), ("gets bigger", "getting bigger"), ("becomes larger", "becoming larger")),
    "shrink": (("shrinks", "shrinking"), ("gets smaller", "getting smaller")),
    "spin": (("spins", "spinning"), ("rotates", "rotating"), ("turns around", "turning around")),
    "still": (("stays still", "staying still"), ("does not move", "not moving"), ("stands still", "standing still")),
    "appear": (("appears", "appearing"), ("fades in", "fading in"), ("shows up", "showing up")),
    "vanish": (("vanishes", "vanishing"), ("disappears", "disappearing"), ("fades out", "fading out")),
    "bounce": (("bounces", "bouncing"), ("hops", "hopping"), ("jumps up and down", "jumping up and down")),
    "shake": (("shakes", "shaking"), ("trembles", "trembling"), ("wobbles", "wobbling")),
}
CAMERA_WORDS: Final = {
    "pan left": ("the camera pans left", "the camera moves to the left", "pan left", "the camera turns left"),
    "pan right": ("the camera pans right", "the camera moves to the right", "pan right", "the camera turns right"),
    "zoom in": ("the camera zooms in", "zoom in", "the camera moves closer", "zooming in"),
    "zoom out": ("the camera zooms out", "zoom out", "the camera moves away", "zooming out"),
    "camera shake": ("the camera shakes", "the camera trembles", "a shaking camera"),
    "fade": ("the light fades", "it gets dark", "fade to black", "it becomes dark"),
    "light up": ("the light comes up", "it gets bright", "fade in from black", "it becomes bright"),
}
JOINERS: Final = (
    ("", " , then ", ""),
    ("first ", " , then ", ""),
    ("", " and then ", ""),
    ("", " before ", ""),
)
"""Before, between and after two events described in order."""

IMAGE_WORDS: Final = ("a picture of", "nothing", "it is dark", "and")
_GRAMMAR: Final = ("a", "an", "the", "it", "and", "then", "first", "before", "after", ",", ".", "with", "cut to while")


def verbs_for(kind: str, shape: str) -> tuple[Verb, ...]:
    """Finite and -ing forms of what an object of this shape does."""
    if kind not in _WAYS:
        return _VERBS[kind]
    going = (*_GOING, *((_OWN_GOING[shape],) * 2 if shape in _OWN_GOING else ()))
    ways = tuple((f"{verb} {way}", f"{ing} {way}") for verb, ing in going for way in _WAYS[kind])
    return ways + _VERBS.get(kind, ())


def all_words() -> list[str]:
    """Every word a caption can hold, sorted."""
    texts: list[str] = [*_GRAMMAR, *IMAGE_WORDS]
    for table in (NOUNS, SIZE_WORDS, BACKDROPS, PLACES, CAMERA_WORDS):
        texts += [word for words in table.values() for word in words]
    texts += list(NOUNS) + list(BACKDROPS)
    shapes = (*_OWN_GOING, "star")
    for kind in (*_WAYS, *_VERBS):
        texts += [form for shape in shapes for pair in verbs_for(kind, shape) for form in pair]
    texts += ["red orange yellow green blue purple pink black white"]
    return sorted({word for text in texts for word in text.split()})
