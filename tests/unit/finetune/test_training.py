import numpy as np
import pytest
import torch

from core.demo_model.head_training import batch_losses, train_heads
from core.demo_model.network import fresh_network, patch_places
from core.demo_model.tower_training import picture_losses
from core.demo_model.training import NAME, load_small, write_model
from core.demo_model.training_batches import Emphasis, draw_training_batch
from core.demo_model.training_pictures import SceneHeads, draw_pictures
from core.demo_model.video_store import (
    draw_video_batch,
    empty_frame,
    fill_store,
    frame_mask,
    play_backwards,
    video_vectors,
)
from core.encode.weights import TABLE, read_checkpoint
from core.finetune.training_loop import LearningRate, TrainingLength, TrainingLoop
from core.synthetic.token_table import END, UNKNOWN, VOCABULARY, full_table, small_table, tokenise, used_tokens
from core.synthetic.world import Choice

pytestmark = pytest.mark.usefixtures("one_torch_thread")


@pytest.fixture(scope="module")
def store():
    return fill_store(fresh_network(1).eval(), np.random.default_rng(1), 64, FEW)


FEW = Choice(pictures=range(2))


def silent(_: str) -> None:
    pass


def plain(losses):
    return {name: (1.0, loss) for name, loss in losses.items()}


def parameter_gap(a, b) -> float:
    return max(
        (x - y).abs().max().item() for x, y in zip(a.state_dict().values(), b.state_dict().values(), strict=True)
    )


@pytest.mark.slow
def test_pictures_are_learned_in_twenty_steps():
    model = fresh_network(2)
    torch.manual_seed(0)
    heads = SceneHeads(128, 128)
    loop = TrainingLoop(
        "pictures", [model.clip, heads], TrainingLength(steps=20), LearningRate(peak=2e-3, warm_steps=4), None
    )
    model.clip.visual.output_tokens = True
    losses = list(
        loop.run(
            2, lambda rng: draw_pictures(rng, 10, FEW), lambda pictures: picture_losses(model, heads, pictures, True)
        )
    )
    for name, share in (("background", 0.85), ("seen", 0.95), ("patch_colour", 0.95)):
        first, last = (np.mean([step[name] for step in part]) for part in (losses[:4], losses[-4:]))
        assert last < share * first, name


@pytest.mark.slow
def test_videos_are_learned_in_twenty_steps(store):
    model, rate = fresh_network(3), LearningRate(peak=2e-3, warm_steps=4)
    taught = draw_training_batch(store, np.random.default_rng(0), 32, Emphasis())
    before = sum(part.item() for part in batch_losses(model, taught).values())
    loop = TrainingLoop("films", [model], TrainingLength(steps=20), rate, None)
    for _ in loop.run(3, lambda rng: taught, lambda one: plain(batch_losses(model, one))):
        pass
    after = sum(part.item() for part in batch_losses(model, taught).values())
    assert after < 0.9 * before


def test_the_image_tower_stays_as_it_is_while_videos_are_learned(store):
    model, before = fresh_network(3), fresh_network(3)
    train_heads(model, store, 3, TrainingLength(steps=2), None, silent, batch=16)
    same = [
        torch.equal(a, b) for a, b in zip(model.clip.visual.parameters(), before.clip.visual.parameters(), strict=True)
    ]
    assert all(same)
    assert not torch.equal(model.clip.token_embedding.weight, before.clip.token_embedding.weight)
    assert all(p.requires_grad for p in model.parameters())


def test_the_same_seed_trains_the_same_weights(store):
    models = [fresh_network(4) for _ in range(2)]
    for model in models:
        train_heads(model, store, 4, TrainingLength(steps=3), None, silent, batch=16)
    assert parameter_gap(*models) == 0


def test_a_course_broken_off_goes_on_as_if_it_had_not_been(tmp_path, store):
    def draw(rng):
        return draw_training_batch(store, rng, 16, Emphasis())

    def loop(model, keep):
        model.clip.visual.requires_grad_(False)
        return TrainingLoop("films", [model], TrainingLength(steps=6), LearningRate(), keep)

    whole, broken, resumed = fresh_network(5), fresh_network(5), fresh_network(99)
    list(loop(whole, None).run(5, draw, lambda taught: plain(batch_losses(whole, taught))))
    half = loop(broken, tmp_path)
    for _ in half.run(5, draw, lambda taught: plain(batch_losses(broken, taught))):
        if half.step == 3:
            half.save()
            break
    rest = loop(resumed, tmp_path)
    assert rest.step == 3
    list(rest.run(5, draw, lambda taught: plain(batch_losses(resumed, taught))))
    assert parameter_gap(whole, resumed) == 0


def test_several_ways_to_draw_take_turns_one_a_step():
    weight, seen = torch.nn.Linear(1, 1), []

    def losses(name):
        seen.append(name)
        return {"size": (1.0, weight.weight.square().sum())}

    loop = TrainingLoop("turns", [weight], TrainingLength(steps=3), LearningRate(), None)
    list(loop.run(1, [lambda _: "picture", lambda _: "film"], losses))
    assert seen == ["picture", "picture", "film", "film", "picture", "picture"], "both batches of a step are of a kind"


def test_a_length_in_minutes_ends(store):
    loop = train_heads(fresh_network(6), store, 6, TrainingLength(minutes=0.002), None, silent, batch=16)
    assert loop.step >= 1


# --------------------------------------------------------------------------- videos as vectors


def test_vectors_beyond_a_videos_end_are_those_of_the_empty_frame(store):
    mask, empty = frame_mask(store.videos), empty_frame(fresh_network(1).eval())
    assert (mask == 0).any()
    assert (store.vectors[mask == 0] == empty).all()
    assert not (store.vectors[mask == 1] == empty).all(dim=-1).any()


def test_a_video_has_the_vectors_of_its_frames(store):
    model = fresh_network(1).eval()
    some = store.videos[:3]
    again = video_vectors(model, some)
    assert torch.equal(again, video_vectors(model, some))
    assert again.shape == (3, 12, 128)


def test_playing_backwards_turns_real_frames_only():
    vectors = torch.arange(12.0)[:, None].repeat(1, 2)
    vectors[5:] = 0
    assert play_backwards(vectors, 5)[:, 0].tolist() == [4, 3, 2, 1, 0, *[0] * 7]


def test_a_reel_holds_sets_and_reversed_twins(store):
    reel = draw_video_batch(store, np.random.default_rng(2), 48, thinned=0)
    assert len(reel.videos) == 48 == len(reel.vectors)
    flipped = [play_backwards(row, video.frames) for row, video in zip(reel.vectors, reel.videos, strict=True)]
    twins = [any(torch.equal(back, other) for other in reel.vectors) for back in flipped[-12:]]
    assert all(twins)


def test_no_false_negative_is_on_a_videos_own_row(store):
    taught = draw_training_batch(store, np.random.default_rng(3), 40, Emphasis())
    assert taught.matches.shape == (40 + len(taught.twins), 40)
    assert taught.matches[:40].diagonal().all()
    for row, video in enumerate(taught.twins.tolist()):
        assert not taught.matches[40 + row, video]


# --------------------------------------------------------------------------- words and file


def test_words_get_clips_own_tokens(store):
    from open_clip.tokenizer import SimpleTokenizer

    taught = draw_training_batch(store, np.random.default_rng(4), 24, Emphasis())
    words, clip = tokenise(taught.captions), SimpleTokenizer(context_length=32)
    tokens = used_tokens()
    for row, caption in zip(words.ids.tolist(), taught.captions, strict=True):
        mine = [tokens[i if i == 0 else i - 1] for i in row if i]
        theirs = [int(i) for i in clip([caption.text])[0] if i]
        assert mine == theirs, caption.text


def test_the_end_token_has_the_largest_row(store):
    words = tokenise(draw_training_batch(store, np.random.default_rng(4), 24, Emphasis()).captions)
    ends = words.mask.sum(1).long() - 1
    assert torch.equal(words.ids.argmax(1), ends)


def test_unknown_tokens_share_one_row():
    small = torch.randn(len(used_tokens()) + 1, 4)
    full = full_table(small)
    assert full.shape == (VOCABULARY, 4)
    strangers = [token for token in range(VOCABULARY) if token not in set(used_tokens())]
    assert (full[strangers] == small[UNKNOWN]).all()
    assert torch.equal(full[END], small[-1])
    assert torch.equal(small_table(full), small)


def test_the_file_holds_the_model_in_half_precision(tmp_path):
    model, path = fresh_network(8), tmp_path / "demo.safetensors"
    write_model(model, path)
    read = read_checkpoint(path)
    assert read.meta.name == NAME
    assert read.meta.is_demo
    table = read.state[TABLE]
    assert isinstance(table, torch.Tensor)
    assert table.shape == (VOCABULARY, 128)
    assert path.stat().st_size < 6_000_000
    again = load_small(path)
    pixels = draw_pictures(np.random.default_rng(1), 4, FEW).pixels
    assert torch.allclose(again.encode_frames(pixels), model.eval().encode_frames(pixels), atol=0.05)


def test_places_differ_for_every_patch():
    places = patch_places(8, 128)
    apart = torch.cdist(places, places) + 9 * torch.eye(64)
    assert places.shape == (64, 128)
    assert apart.min() > 0.3
