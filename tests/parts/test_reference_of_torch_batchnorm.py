"""The references of batchnorm, lenet and alexnet in a5_torch_nets against torch's own layers, in float64."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

torch = pytest.importorskip("torch")
F = torch.nn.functional

SOLUTIONS = Path(__file__).parents[2] / "solutions" / "a5_torch_nets"
NAMES = ("batchnorm", "lenet", "alexnet")
SHAPES = {"features": (13, 4), "images": (3, 4, 5, 2)}


@pytest.fixture(scope="module")
def reference() -> Iterator[dict[str, ModuleType]]:
    """The modules of the reference; none is left importable afterwards."""
    before = {name: sys.modules.pop(name) for name in NAMES if name in sys.modules}
    sys.path.insert(0, str(SOLUTIONS))
    yield {name: importlib.import_module(name) for name in NAMES}
    sys.path.remove(str(SOLUTIONS))
    for name in NAMES:
        sys.modules.pop(name, None)
    sys.modules.update(before)


@pytest.fixture(autouse=True)
def float64_from_a_seed() -> Iterator[None]:
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(231)
    yield
    torch.set_default_dtype(before)


def close(actual, expected) -> None:
    torch.testing.assert_close(actual, expected, rtol=1e-11, atol=1e-12)


def batch(*shape: int):
    per_channel = (1, -1) + (1,) * (len(shape) - 2)
    return torch.randn(shape) * (torch.rand(shape[1]) + 0.5).view(per_channel) + torch.randn(shape[1]).view(per_channel)


def torchs_layer(kind: str, channels: int, **options):
    return {"features": torch.nn.BatchNorm1d, "images": torch.nn.BatchNorm2d}[kind](channels, **options)


# batch_norm and BatchNorm -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES.values(), ids=list(SHAPES))
@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize(("eps", "momentum"), [(1e-5, 0.1), (0.7, 0.35)])
def test_the_function_and_its_gradients(reference, shape, training, eps, momentum):
    x, dout = batch(*shape), torch.randn(shape)
    gamma, beta, mean, var = torch.randn(4), torch.randn(4), torch.randn(4), torch.rand(4) + 0.5
    ours, theirs = ([each.clone().requires_grad_() for each in (x, gamma, beta)] for _ in range(2))
    y, new_mean, new_var = reference["batchnorm"].batch_norm(*ours, mean.clone(), var.clone(), eps, momentum, training)
    expected = F.batch_norm(theirs[0], mean, var, *theirs[1:], training=training, momentum=momentum, eps=eps)
    close(y, expected)
    close(new_mean, mean)  # which torch has changed in place
    close(new_var, var)
    assert not new_mean.requires_grad
    assert not new_var.requires_grad
    for out in (y, expected):
        (out * dout).sum().backward()
    for our, their in zip(ours, theirs, strict=True):
        close(our.grad, their.grad)


@pytest.mark.parametrize("kind", SHAPES)
@pytest.mark.parametrize("options", [{}, {"eps": 0.3, "momentum": 0.4}])
def test_a_layer_that_learns_for_ten_steps(reference, kind, options):
    ours, theirs = reference["batchnorm"].BatchNorm(4, **options), torchs_layer(kind, 4, **options)
    optimizers = [torch.optim.SGD(layer.parameters(), lr=0.05) for layer in (ours, theirs)]
    for _ in range(10):
        x, dout = batch(*SHAPES[kind]), torch.randn(SHAPES[kind])
        results = []
        for layer, optimizer in zip((ours, theirs), optimizers, strict=True):
            layer.train()
            own = x.clone().requires_grad_()
            optimizer.zero_grad()
            y = layer(own)
            (y * dout).sum().backward()
            optimizer.step()
            layer.eval()
            results.append((y, own.grad, layer(x)))
        for our, their in zip(*results, strict=True):
            close(our, their)


def test_the_state_of_a_layer_is_complete_and_moves(reference):
    layer, other = reference["batchnorm"].BatchNorm(4), reference["batchnorm"].BatchNorm(4)
    layer(batch(6, 4))
    other.load_state_dict(layer.state_dict())
    x = batch(3, 4, 2, 2)
    close(other.eval()(x), layer.eval()(x))
    assert {each.device.type for each in layer.to("meta").state_dict().values()} == {"meta"}


# Networks ---------------------------------------------------------------------------------------------------------


def rebuilt(net, x, steps):
    """x through the given steps; "w" takes the next weight and bias of the net."""
    parameters = iter(net.parameters())
    for step in steps:
        x = step(x, next(parameters), next(parameters)) if step.__name__ == "layer" else step(x)
    assert next(parameters, None) is None
    return x


def convolution(**options):
    def layer(x, w, b):
        return F.conv2d(x, w, b, **options)

    return layer


def affine():
    def layer(x, w, b):
        return x.flatten(1) @ w.T + b

    return layer


def mean_pool(x):
    n, c, h, w = x.shape
    return x.view(n, c, h // 2, 2, w // 2, 2).mean((3, 5))


def max_pool(x):
    return x.unfold(2, 3, 2).unfold(3, 3, 2).amax((4, 5))


@pytest.mark.parametrize(("classes", "channels", "count"), [(10, 1, 61706), (7, 3, 61706 + 2 * 150 - 3 * 85)])
def test_lenet_layer_by_layer(reference, classes, channels, count):
    net, sigmoid = reference["lenet"].LeNet(classes, channels), torch.sigmoid
    x = torch.randn(3, channels, 28, 28)
    steps = [convolution(padding=2), sigmoid, mean_pool, convolution(), sigmoid, mean_pool]
    close(net(x), rebuilt(net, x, [*steps, affine(), sigmoid, affine(), sigmoid, affine()]))
    assert sum(each.numel() for each in net.parameters()) == count


def test_lenet_with_batch_normalization_layer_by_layer(reference):
    net, sigmoid = reference["lenet"].BatchNormLeNet(8, 2), torch.sigmoid

    def normalization():
        def layer(x, gamma, beta):
            return F.batch_norm(x, None, None, gamma, beta, training=True)

        return layer

    x, norm = torch.randn(12, 2, 28, 28), normalization()
    steps = [convolution(padding=2), norm, sigmoid, mean_pool, convolution(), norm, sigmoid, mean_pool]
    steps += [affine(), norm, sigmoid, affine(), norm, sigmoid, affine()]
    close(net(x), rebuilt(net, x, steps))
    plain = sum(each.numel() for each in reference["lenet"].LeNet(8, 2).parameters())
    assert sum(each.numel() for each in net.parameters()) == plain + 2 * (6 + 16 + 120 + 84)


@pytest.mark.parametrize("size", [65, 83])
def test_alexnet_layer_by_layer(reference, size):
    net, relu = reference["alexnet"].AlexNet(7, 2, size, hidden=12).eval(), torch.relu
    x = torch.randn(2, 2, size, size)
    steps = [convolution(stride=4, padding=1), relu, max_pool, convolution(padding=2), relu, max_pool]
    steps += [convolution(padding=1), relu] * 3 + [max_pool, affine(), relu, affine(), relu, affine()]
    close(net(x), rebuilt(net, x, steps))
    assert not torch.equal(net.train()(x), net(x))


def test_alexnet_at_full_size(reference):
    with torch.device("meta"):
        net = reference["alexnet"].AlexNet(1000, 3).eval()
        assert net(torch.empty(2, 3, 224, 224)).shape == (2, 1000)
    convolutions = 34944 + 614656 + 885120 + 1327488 + 884992
    assert sum(each.numel() for each in net.parameters()) == convolutions + 6401 * 4096 + 4097 * 4096 + 4097 * 1000
