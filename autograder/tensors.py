"""What PyTorch needs of a worker: its seed, its arithmetic, copies of its tensors and their values as arrays.

Nothing here imports it: where no one has loaded PyTorch there are no tensors, and nobody waits for it.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

GPU_MEMORY_MB = 4096  # for one submission


def prepare(dtype: str, device: str) -> None:
    """Let floats be `dtype`, and products on a GPU be as exact as their type: TF32 keeps 10 bits of 23 (NVIDIA A100)."""
    torch = sys.modules.get("torch")
    if torch is None or not hasattr(torch, "set_default_dtype"):
        return
    torch.set_default_dtype(getattr(torch, dtype))
    torch.set_grad_enabled(True)
    if device == "cuda":
        total = torch.cuda.mem_get_info()[1]
        torch.cuda.set_per_process_memory_fraction(min(1.0, GPU_MEMORY_MB * 2**20 / total))
        torch.backends.cuda.matmul.allow_tf32 = False
        torch.backends.cudnn.allow_tf32 = False
        torch.backends.cudnn.benchmark = False  # it chooses by the clock, and so would the last bits be


def available(device: str) -> bool:
    """Whether tensors can be on this device."""
    if device == "cpu":
        return True
    import torch

    return torch.cuda.is_available() and bool(torch.ones(2, device=device).sum() == 2)


def seed(number: int) -> None:
    """Seed what PyTorch draws from."""
    torch = sys.modules.get("torch")
    if torch is not None and hasattr(torch, "manual_seed"):
        torch.manual_seed(number)


def is_tensor(value: Any) -> bool:
    """Whether this is a tensor of PyTorch's."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.Tensor)


def is_net(value: Any) -> bool:
    """Whether this is a module of PyTorch's: something with parameters that can be called."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.nn.Module)


def lacks_memory(error: BaseException) -> bool:
    """Whether this is how PyTorch says that there is no memory: on a GPU by a type of its own, on the cpu by the text."""
    torch = sys.modules.get("torch")
    if torch is None or not isinstance(error, RuntimeError):
        return False
    return isinstance(error, getattr(torch, "OutOfMemoryError", ())) or "can't allocate memory" in str(error)


def as_numbers(tensor: Any) -> np.ndarray:
    """A tensor's values as an array of their own; types that numpy lacks come as float32. Raises for a tensor without values."""
    plain = tensor.detach().cpu()
    if plain.is_floating_point() and plain.element_size() < 4:
        plain = plain.float()
    return np.array(plain.numpy())
