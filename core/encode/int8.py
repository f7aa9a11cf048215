"""An image tower in eight bits: written as ONNX, quantised, run by ONNX Runtime (`onnx_tower`).

Weights are rounded once, channel by channel; what flows through is rounded on the way, to the range of each frame. So
frames are run one by one: in a batch they would share a range, and a frame's vector would depend on its company.
"""

import tempfile
from pathlib import Path

import torch
from torch import nn

from core.encode import onnx_runtime
from core.encode.mute import muted
from core.errors import EncoderError

_LAYERS = ["MatMul", "Gemm"]
"""Convolutions stay as they are: a patch embedding is a hundredth of the work."""


def make_int8(tower: nn.Module, image_px: int, target: Path) -> None:
    """Write a float32 tower on the processor in eight bits, all at once or not at all. Raises: EncoderError."""
    onnx_runtime.must_be_available()
    draft = target.with_name(target.name + ".new")
    try:
        with tempfile.TemporaryDirectory(prefix="c2v-int8-") as folder:
            whole = Path(folder) / "tower.onnx"
            onnx_runtime.export(tower, torch.zeros(2, 3, image_px, image_px), ("pixels", "vectors"), {0: "n"}, whole)
            with muted():
                _quantise(whole, draft)
        draft.replace(target)
    except OSError as error:
        raise EncoderError(f"{target} cannot be written: {error.strerror or error}.") from error
    except onnx_runtime.EXPORT_ERRORS as error:
        raise EncoderError(f"This tower cannot be converted to 8-bit: {str(error).splitlines()[0]}.") from error
    finally:
        draft.unlink(missing_ok=True)


def _quantise(whole: Path, target: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        str(whole),
        str(target),
        op_types_to_quantize=_LAYERS,
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=not _adds_up_exactly(),
    )


def _adds_up_exactly() -> bool:
    """True where the processor adds up products of eight bits without clipping them (VNNI).

    Elsewhere two products may not fit into the sixteen bits they are added in, so weights are kept to seven bits: the
    demo tower's least agreement is then 0.9996, with eight it was 0.992. Source: ONNX Runtime's notes on quantisation.
    """
    supported = getattr(torch.cpu, "_is_vnni_supported", None)
    return bool(supported is not None and supported())
