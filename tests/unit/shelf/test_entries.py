"""The shelf as data: what it says of each model is whole, and agrees with open_clip's own word."""

import pytest
from open_clip.pretrained import get_pretrained_cfg, list_pretrained_tags_by_model

import resources
from core.encode.backends.clip_mean import common_preprocessing
from core.encode.fit import expected_shapes
from core.shelf.entries import Entry, read_shelf

SHELF = read_shelf(resources.path("models/shelf.toml").read_text(encoding="utf-8"))


@pytest.fixture(params=SHELF, ids=lambda entry: entry.id)
def entry(request) -> Entry:
    return request.param


def test_every_model_says_what_a_person_wants_to_know(entry):
    told = (entry.name, entry.suits, entry.summary, entry.licence, entry.licence_note, entry.provenance)
    assert all(text.strip() for text in told)
    assert entry.languages
    assert set(entry.finds) <= {"stills", "motion", "centres"}
    assert entry.licence_url.startswith("https://")
    assert all(file.sha256 == "" or len(bytes.fromhex(file.sha256)) == 32 for file in entry.files)
    assert entry.url(entry.weights).startswith("https://huggingface.co/")


def test_no_licence_is_for_research_only():
    assert {entry.licence for entry in SHELF} <= {"Apache-2.0", "MIT"}


def test_the_defaults_are_there():
    ids = {entry.id for entry in SHELF}
    assert {"pe-core-b16", "clip-b32", "pe-core-t16", "pe-core-l14", "siglip2-b16"} <= ids


def test_the_architecture_is_open_clips_and_as_large_as_said(entry):
    """Built without memory for its numbers; `load_state_dict` wants exactly these names and shapes."""
    shapes = expected_shapes(entry.architecture)
    count = 0
    for shape in shapes.values():
        numbers = 1
        for side in shape:
            numbers *= side
        count += numbers
    assert count == entry.parameters


def test_the_preprocessing_is_open_clips(entry):
    look = common_preprocessing(entry.architecture)
    assert look["resize_mode"] == entry.resize_mode
    assert look["interpolation"] == entry.interpolation
    assert look["mean"]
    assert look["std"]


def test_the_source_is_the_one_open_clip_knows(entry):
    tags = [get_pretrained_cfg(entry.architecture, tag) for tag in list_pretrained_tags_by_model(entry.architecture)]
    assert entry.hub in {tag["hf_hub"].rstrip("/") for tag in tags}


MINIMAL = """
[[model]]
id = "a"
name = "A"
suits = "x"
summary = "x"
licence = "MIT"
licence_note = "x"
licence_url = "https://x"
languages = ["English"]
finds = ["stills"]
provenance = "x"
parameters = 10
backend = "clip_mean"
architecture = "ViT-B-32"
image_px = 224
resize_mode = "squash"
interpolation = "bicubic"
hub = "some one/a b"
revision = "main"
[[model.files]]
name = "w.safetensors"
"""


def test_an_address_is_made_for_any_endpoint():
    (made,) = read_shelf(MINIMAL)
    assert made.url(made.weights, "http://mirror/") == "http://mirror/some%20one/a%20b/resolve/main/w.safetensors"
    assert made.bytes_expected == 40


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (MINIMAL + MINIMAL, "same id"),
        (MINIMAL.replace("[[model.files]]", 'colour = "red"\n[[model.files]]'), "unknown keys: colour"),
        (MINIMAL.replace('hub = "some one/a b"', ""), "hub"),
    ],
)
def test_a_shelf_with_mistakes_is_refused(text, words):
    with pytest.raises(ValueError, match=words):
        read_shelf(text)


@pytest.mark.parametrize("entry", SHELF, ids=lambda entry: entry.id)
def test_the_whole_text_of_its_licence_can_be_shown_before_a_download(entry: Entry):
    assert len(resources.path(f"licences/{entry.licence}.txt").read_text(encoding="utf-8")) > 500
    assert entry.licence_url.startswith("https://")
