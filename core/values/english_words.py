"""English words by what they do in a sentence: they say where it can be cut, and which name no thing."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SINGULAR = _words("a an one another each every")
"""After these comes one thing, so a later word in -s tells what it does."""

FUNCTION = SINGULAR | _words(
    """the this that these those some any its his her their my your our it he she they we i you him them us
    is are was were be been being am has have had do does did will would can could there here
    of in on at by to from with without into onto through across along over under behind before after beside besides
    between among against around near next inside outside above below beneath beyond toward towards
    during while until till upon within about for as than and or but nor so then when where which who whose whom
    what if because also very just"""
)
"""Words without a picture of their own."""

PARTICLES = _words("up down away off out back forward together apart around")
"""They belong to the verb before them: "drives up"."""

HANGING = _words("in on over along through across by")
"""They belong to the verb before them only when nothing follows: "walks in", but "walks | in the rain"."""

VERBS = _words(
    """appear approach argue arrive bark bite blow bounce break breathe burn carry catch chase cheer chop circle clap
    climb close collapse come cook crawl cross cry cycle dance descend disappear dive drink drive drop eat emerge
    enter explode fall feed fight fill film fly follow gallop give go grab graze grow hang hide hit hold hop hover
    hug jump kick kiss kneel land laugh lay lean leave lie lift listen look make march melt move nod open paint pass
    perch play pour pull push put read rest ride rise roll run sail sew shake shine shoot show sing sit skate ski
    sleep slide smile smoke speak spin splash spray squat stand start stir stop swim swing take talk tear throw touch
    travel turn type unfold use wait wake walk wash watch wave wear weld wipe work write"""
)
"""What footage shows people, animals and things do."""

NOT_ING = _words(
    """building ceiling wedding morning evening king ring string thing wing spring nothing something anything
    everything clothing lightning painting drawing icing duckling darling bearing railing sterling"""
)
"""Nouns that look like -ing forms."""

NOT_VERB = _words("bus gas lens glass grass canvas species series jeans glasses cross dress")
"""Nouns that look like verbs in -s."""


def names_no_thing(word: str) -> bool:
    """True for words without a picture of their own, and for what things do rather than are."""
    stems = (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ies") + "y")
    is_ing = word.endswith("ing") and len(word) > 4 and word not in NOT_ING
    is_verb = word not in NOT_VERB and any(stem in VERBS for stem in stems)
    return word in FUNCTION or word in PARTICLES or is_ing or is_verb
