"""ONNX Runtime, as towers need it: a module written by torch's exporter, a session over the file, its errors.

The libraries are imported only where they are used.
"""

import importlib.util
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from core.encode.mute import muted
from core.errors import EncoderError

_LIBRARIES = ("onnx", "onnxruntime")
_OPSET = 17
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
"""Else ONNX Runtime tells its makers' server about each process that uses it; it reads this when it is imported."""
EXPORT_ERRORS = (
    RuntimeError, TypeError, ValueError, LookupError, AttributeError, AssertionError, ImportError,
)  # fmt: skip
"""Exporters fail in many ways, and none of them is the user's fault."""


def is_available() -> bool:
    """Are the libraries installed? They have no build for some processors."""
    return all(importlib.util.find_spec(name) is not None for name in _LIBRARIES)


def must_be_available() -> None:
    """Raises: EncoderError, where the libraries are not installed."""
    if not is_available():
        raise EncoderError("This number format needs ONNX and ONNX Runtime.", "pip install onnx onnxruntime")


def export_to(
    target: Path,
    what: str,
    module: nn.Module,
    example: Tensor,
    names: tuple[str, str],
    open_axes: Mapping[int, str],
) -> None:
    """As `export`, all at once or not at all; `what` begins the sentence that says why not. Raises: EncoderError."""
    draft = target.with_name(target.name + ".new")
    try:
        export(module, example, names, open_axes, draft)
        draft.replace(target)
    except OSError as error:
        raise EncoderError(f"{target} cannot be written: {error.strerror or error}.") from error
    except EXPORT_ERRORS as error:
        raise EncoderError(f"{what} cannot be exported: {str(error).splitlines()[0]}.") from error
    finally:
        draft.unlink(missing_ok=True)


def export(
    module: nn.Module, example: Tensor, names: tuple[str, str], open_axes: Mapping[int, str], path: Path
) -> None:
    """Write a module of one input and one output; `open_axes` may have any size. Raises: one of `EXPORT_ERRORS`.

    By tracing: torch's newer exporter wants further libraries and gives the same graph here.
    """
    fast = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)  # fused operators have no name in ONNX
    try:
        with torch.no_grad(), muted():
            torch.onnx.export(
                module,
                (example,),
                str(path),
                input_names=[names[0]],
                output_names=[names[1]],
                dynamic_axes={name: dict(open_axes) for name in names},
                opset_version=_OPSET,
                dynamo=False,
            )
    finally:
        torch.backends.mha.set_fastpath_enabled(fast)


def open_session(path: Path, threads: int) -> Any:
    """A session on the processor. Raises: EncoderError, when the file cannot be opened."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = max(1, threads)
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # others work on these cores too
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except run_errors() as error:
        raise EncoderError(f"{path.name} cannot be opened by ONNX Runtime: {error}.") from error


def run(session: Any, name: str, given: Sequence[Tensor]) -> list[Tensor]:
    """The output for each of these inputs. Raises: MemoryError, RuntimeError, as torch would."""
    arrays = [each.detach().cpu().float().contiguous().numpy() for each in given]
    try:
        return [torch.from_numpy(session.run(None, {name: each})[0]) for each in arrays]
    except run_errors() as error:
        kind = MemoryError if "alloc" in str(error).lower() else RuntimeError
        raise kind(f"ONNX Runtime failed: {error}") from error


def run_errors() -> tuple[type[Exception], ...]:
    """ONNX Runtime's errors: a class each, with nothing in common."""
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    kinds = [each for each in vars(state).values() if isinstance(each, type) and issubclass(each, Exception)]
    return (*kinds, RuntimeError, OSError)
