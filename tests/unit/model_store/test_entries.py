"""The downloadable models as data: what it says of each model is whole, and agrees with open_clip's own word."""

import hashlib
from math import prod

import pytest
from open_clip.pretrained import get_pretrained_cfg, list_pretrained_tags_by_model

import resources
from core.encode.checkpoint_check import expected_shapes
from core.encode.towers import common_preprocessing
from core.model_store.entries import ModelEntry, is_commit, read_entries

DOWNLOADABLE = read_entries(resources.path("models/downloadable.toml").read_text(encoding="utf-8"))


@pytest.fixture(params=DOWNLOADABLE, ids=lambda entry: entry.id)
def entry(request) -> ModelEntry:
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
    assert {entry.licence for entry in DOWNLOADABLE} <= {"Apache-2.0", "MIT"}


def test_the_defaults_are_there():
    ids = {entry.id for entry in DOWNLOADABLE}
    assert {"pe-core-b16", "clip-b32", "pe-core-t16", "pe-core-l14", "siglip2-b16"} <= ids


def test_the_architecture_is_open_clips_and_as_large_as_said(entry):
    """Built without memory for its numbers; `load_state_dict` wants exactly these names and shapes."""
    assert sum(prod(shape) for shape in expected_shapes(entry.architecture).values()) == entry.parameters


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
    (made,) = read_entries(MINIMAL)
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
        read_entries(text)


def test_the_publishers_licence_is_carried_and_names_no_copyright_of_ours(entry):
    text = resources.path(f"licences/{entry.licence_text}").read_text(encoding="utf-8")
    assert entry.licence_file
    assert entry.holder.strip()
    assert "C2V" not in text
    assert len(text) > 1_000
    if entry.licence == "MIT":
        assert f"Copyright (c) 2021 {entry.holder}\n" in text
        assert "Permission is hereby granted, free of charge" in text
        assert 'THE SOFTWARE IS PROVIDED "AS IS"' in text


def test_the_apache_licence_is_the_unmodified_one():
    """The SHA-256 of https://www.apache.org/licenses/LICENSE-2.0.txt, as many packages carry it."""
    content = resources.path("licences/Apache-2.0.txt").read_bytes()
    assert "Copyright [yyyy] [name of copyright owner]" in content.decode()
    assert hashlib.sha256(content).hexdigest() == "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"


def test_clips_weights_come_under_openais_licence():
    entry = next(each for each in DOWNLOADABLE if each.id == "clip-b32")
    assert (entry.licence, entry.holder) == ("MIT", "OpenAI")
    assert "card" in entry.licence_note
    assert "Apache-2.0" in entry.licence_note


def test_every_model_is_pinned_to_a_commit_or_says_that_it_is_not(entry):
    """A branch moves: what was checked yesterday is another file tomorrow."""
    assert is_commit(entry.revision) or entry.revision == ""
    assert entry.is_pinned is is_commit(entry.revision)


def test_what_is_known_of_siglip_2_is_pinned():
    entry = next(each for each in DOWNLOADABLE if each.id == "siglip2-b16")
    assert entry.revision == "eee10eff6dd8cabae2d7f379d4e8cfcd352030aa"
    assert [file.bytes for file in entry.files] == [1500786832, 34362885, 46382, 327]
    assert entry.files[1].sha256.startswith("220c63d4")
    assert entry.bytes_expected == 1500786832 + 34362885 + 46382 + 327


@pytest.mark.parametrize("text", ["main", "refs/pr/1", "eee10ef", "EEE10EFF6DD8CABAE2D7F379D4E8CFCD352030AA", ""])
def test_only_a_whole_commit_is_one(text):
    assert not is_commit(text)


def test_a_small_model_is_not_advertised_beyond_what_its_authors_measured():
    small = next(each for each in DOWNLOADABLE if each.id == "pe-core-t16")
    laptop = next(each for each in DOWNLOADABLE if each.id == "pe-core-s16")
    assert "laptop" not in small.suits
    assert "28.8" in small.summary
    assert "laptop" in laptop.suits
