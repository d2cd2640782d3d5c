"""What must hold for net.py."""

import torch

from autograder.checks import exercise
from autograder.networks import filled, gradients, on_meta, parameter_count

block = exercise("Block", points=4)


@block.check(tolerance="float32")
def forward_and_backward(net, draw):
    """Block computes what the handout says, and passes gradients on."""
    made = filled(net.Block(3, 5), draw)
    x = draw.tensor(draw.normal(4, 3, 6, 7)).requires_grad_()
    out = made(x)
    (out * draw.tensor(draw.normal(4, 5, 6, 7))).sum().backward()
    return {"out": out, "dx": x.grad, **gradients(made)}


@block.check
def size(net, draw):
    """Block has as many parameters as its layers, and follows them to another device."""
    made = on_meta(lambda: net.Block(30, 500))
    return {"parameters": parameter_count(made), "shape": made(torch.empty(2, 30, 4, 4, device="meta")).shape}
