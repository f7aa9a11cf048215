"""The models that the first-run page names: the built-in one, the first choice for real footage, one's own file."""

from c2v_desktop.models.model_choice import DEMO
from c2v_desktop.models_page.controller import ModelsController
from ui.browse.first_run import ModelOffer
from ui.models.model_card import ModelCard, state_words
from ui.translate import translate
from ui.widgets import formatting

FIRST_CHOICE = "pe-core-b16"
"""For real footage; the Models page has smaller and larger ones."""
_CHECKSUM_LETTERS = 12


def first_offers(models: ModelsController) -> list[ModelOffer]:
    """Each with what can be done with it now."""
    demo, full = models.card(DEMO), models.card(FIRST_CHOICE)
    return [
        ModelOffer(
            DEMO,
            translate("Models", "Demo model"),
            translate(
                "Models",
                "Built in, works now and offline. It recognises drawn shapes only and finds less: for trying out.",
            ),
            "" if demo.state == "bundled" and not demo.busy else state_words(demo),
            "use" if demo.state == "bundled" and not demo.busy else "",
            translate("Models", "Use") if demo.state == "bundled" and not demo.busy else "",
        ),
        _full(full),
        ModelOffer(
            "import",
            translate("Models", "Your own checkpoint"),
            translate("Models", "A CLIP2Video or open_clip file, or a model's folder from a USB stick; works offline."),
            "",
            "import",
            translate("Models", "Choose a file…"),
        ),
    ]


def _full(card: ModelCard) -> ModelOffer:
    file = card.files[0] if card.files else None
    checksum = (
        translate("Models", " Checksum (SHA-256) {start}….").format(start=file.sha256[:_CHECKSUM_LETTERS])
        if file is not None and file.sha256
        else translate("Models", " Checked against its publisher's checksum.")
    )
    text = translate(
        "Models", "For real footage: {size} to download, licence {licence}. You can pause and resume.{checksum}"
    ).format(size=formatting.size(card.bytes), licence=card.licence, checksum=checksum)
    buttons = {
        "absent": ("install", translate("Models", "Download…")),
        "paused": ("resume", translate("Models", "Resume")),
        "fetching": ("pause", translate("Models", "Pause")),
        "queued": ("pause", translate("Models", "Pause")),
        "here": ("use", translate("Models", "Use")),
    }
    act, button = ("", "") if card.busy else buttons.get(card.state, ("", ""))
    said = card.trouble or ("" if card.state == "absent" and not card.busy else state_words(card))
    return ModelOffer(card.id, translate("Models", "Full model") + f" {card.name}", text, said, act, button, True)
