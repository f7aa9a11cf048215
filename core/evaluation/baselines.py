"""Models in memory as the exam wants them: an encoder made of a network in training, sentences for mean pooling."""

from collections.abc import Callable, Sequence

import torch

from core.encode.backends.clip2video import Clip2VideoEncoder, Clip2VideoModel, build_from_state_dict, end_vectors
from core.encode.encoder_options import EncoderOptions
from core.encode.temporal import unit
from core.encode.weights import TABLE
from core.synthetic.captions import Caption
from core.synthetic.token_table import full_table, small_vocabulary, tokenise
from core.values import EncoderSpec, FloatArray, FrameShape


def encoder_of(model: Clip2VideoModel, name: str = "in training") -> Clip2VideoEncoder:
    """The product's encoder around a copy of a network, in float32 on the processor."""
    state = {key: weight.detach().clone() for key, weight in model.state_dict().items()}
    if len(state[TABLE]) == small_vocabulary():
        state[TABLE] = full_table(state[TABLE])
    whole = build_from_state_dict(state, model.center_weight, model.frames, model.words)
    sizes = whole.sizes
    spec = EncoderSpec(
        name=name,
        backend="clip2video",
        weights_sha256="",
        dim=2 * sizes.embed_dim,
        frame_dim=sizes.embed_dim,
        frames_per_clip=whole.frames,
        frame_shape=FrameShape(sizes.image_px),
        context_length=whole.words,
        centres=sizes.centres,
        is_demo=True,
    )
    options = EncoderOptions(device="cpu", precision="float32", threads=torch.get_num_threads())
    return Clip2VideoEncoder(whole, spec, options)


def mean_texts(model: Clip2VideoModel) -> Callable[[Sequence[Caption]], FloatArray]:
    """How a model trained by mean pooling reads sentences. Shapes: n captions -> (n, E), unit norm."""

    @torch.inference_mode()
    def read(captions: Sequence[Caption]) -> FloatArray:
        model.eval()
        words = tokenise(captions)
        found: FloatArray = unit(end_vectors(model.encode_words(words.ids), words.ids)).numpy()
        return found

    return read
