"""An image tower in eight bits: written as ONNX, quantised, run by ONNX Runtime. All of it is the extra `int8`.

Weights are rounded once, channel by channel; what flows through is rounded on the way, to the range of each frame. So
frames are run one by one: in a batch they would share a range, and a frame's vector would depend on its company.
The libraries are imported only where they are used.
"""

import importlib.util
import tempfile
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from core.encode.mute import muted
from core.errors import EncoderError

SUFFIX = ".int8.onnx"
_LIBRARIES = ("onnx", "onnxruntime")
_OPSET = 17
_LAYERS = ["MatMul", "Gemm"]
"""Convolutions stay as they are: a patch embedding is a hundredth of the work."""
_EXPORT_ERRORS = (
    RuntimeError, TypeError, ValueError, LookupError, AttributeError, AssertionError, ImportError,
)  # fmt: skip
"""Exporters fail in many ways, and none of them is the user's fault."""


class Int8Tower(nn.Module):
    """An image tower out of a file that `make_int8` wrote. Raises: EncoderError, when it cannot be opened."""

    def __init__(self, path: Path, threads: int) -> None:
        super().__init__()
        if not is_available():
            raise EncoderError(
                "8-bit models need ONNX Runtime, which is not installed.", "pip install 'c2v-desktop[int8]'"
            )
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = max(1, threads)
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # others work on these cores too
        try:
            self._session: Any = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except _run_errors() as error:
            raise EncoderError(f"{path.name} cannot be opened by ONNX Runtime: {error}.") from error

    def forward(self, pixels: Tensor) -> Tensor:
        """Shapes: (N, 3, S, S) float32 -> (N, E). Raises: MemoryError, RuntimeError, as torch would."""
        frames = pixels.detach().cpu().float().numpy()
        try:
            seen = [self._session.run(None, {"pixels": frames[i : i + 1]})[0] for i in range(len(frames))]
        except _run_errors() as error:
            kind = MemoryError if "alloc" in str(error).lower() else RuntimeError
            raise kind(f"ONNX Runtime failed: {error}") from error
        return torch.cat([torch.from_numpy(each) for each in seen])


def is_available() -> bool:
    """Is the extra installed?"""
    return all(importlib.util.find_spec(name) is not None for name in _LIBRARIES)


def make_int8(tower: nn.Module, image_px: int, target: Path) -> None:
    """Write a float32 tower on the processor in eight bits, all at once or not at all. Raises: EncoderError."""
    if not is_available():
        raise EncoderError("8-bit models need ONNX and ONNX Runtime.", "pip install 'c2v-desktop[int8]'")
    draft = target.with_name(target.name + ".new")
    try:
        with tempfile.TemporaryDirectory(prefix="c2v-int8-") as folder, muted():
            whole = Path(folder) / "tower.onnx"
            _export(tower, image_px, whole)
            _quantise(whole, draft)
        draft.replace(target)
    except OSError as error:
        raise EncoderError(f"{target} cannot be written: {error.strerror or error}.") from error
    except _EXPORT_ERRORS as error:
        raise EncoderError(f"This tower cannot be converted to 8-bit: {str(error).splitlines()[0]}.") from error
    finally:
        draft.unlink(missing_ok=True)


def _run_errors() -> tuple[type[Exception], ...]:
    """ONNX Runtime's errors: a class each, with nothing in common."""
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    kinds = [each for each in vars(state).values() if isinstance(each, type) and issubclass(each, Exception)]
    return (*kinds, RuntimeError, OSError)


def _export(tower: nn.Module, image_px: int, path: Path) -> None:
    """Torch's exporter by tracing: the newer one wants further libraries and gives the same graph here."""
    fast = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)  # fused operators have no name in ONNX
    try:
        with torch.no_grad():
            torch.onnx.export(
                tower,
                (torch.zeros(2, 3, image_px, image_px),),
                str(path),
                input_names=["pixels"],
                output_names=["vectors"],
                dynamic_axes={"pixels": {0: "n"}, "vectors": {0: "n"}},
                opset_version=_OPSET,
                dynamo=False,
            )
    finally:
        torch.backends.mha.set_fastpath_enabled(fast)


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
