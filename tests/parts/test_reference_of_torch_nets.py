"""The reference's ResNet and DenseNet against independent ones in the style of torchvision, and counts by arithmetic."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

torch = pytest.importorskip("torch")
nn, F = torch.nn, torch.nn.functional

SOLUTIONS = Path(__file__).parents[2] / "solutions" / "a5_torch_nets"


@pytest.fixture(scope="module")
def reference() -> Iterator[Callable[[str], ModuleType]]:
    """Imports a module of the reference; none is left importable afterwards."""
    names = ("resnet", "densenet")
    before = {name: sys.modules.pop(name) for name in names if name in sys.modules}
    sys.path.insert(0, str(SOLUTIONS))
    yield importlib.import_module
    sys.path.remove(str(SOLUTIONS))
    for name in names:
        sys.modules.pop(name, None)
    sys.modules.update(before)


@pytest.fixture(scope="module")
def resnet(reference):
    return reference("resnet")


@pytest.fixture(scope="module")
def densenet(reference):
    return reference("densenet")


class BasicBlock(nn.Module):
    def __init__(self, inplanes, planes, stride=1, projects=False):
        super().__init__()
        self.conv1 = nn.Conv2d(inplanes, planes, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.downsample = None
        if projects:
            self.downsample = nn.Sequential(nn.Conv2d(inplanes, planes, 1, stride, bias=False), nn.BatchNorm2d(planes))

    def forward(self, x):
        identity = x if self.downsample is None else self.downsample(x)
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        out += identity
        return F.relu(out, inplace=True)


def layer(inplanes, planes, blocks, halve):
    rest = [BasicBlock(planes, planes) for _ in range(blocks - 1)]
    return nn.Sequential(BasicBlock(inplanes, planes, 2 if halve else 1, halve), *rest)


class IndependentResNet(nn.Module):
    def __init__(self, num_classes, in_channels, width):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, width, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.layer1 = layer(width, width, 2, False)
        self.layer2 = layer(width, 2 * width, 2, True)
        self.layer3 = layer(2 * width, 4 * width, 2, True)
        self.layer4 = layer(4 * width, 8 * width, 2, True)
        self.fc = nn.Linear(8 * width, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(torch.flatten(F.adaptive_avg_pool2d(x, 1), 1))


class DenseLayer(nn.Module):
    def __init__(self, inputs, outputs, size):
        super().__init__()
        self.norm = nn.BatchNorm2d(inputs)
        self.conv = nn.Conv2d(inputs, outputs, size, padding=size // 2, bias=False)

    def forward(self, features):
        return self.conv(F.relu(self.norm(torch.cat(features, 1))))


class Dense(nn.Module):
    def __init__(self, count, inputs, growth):
        super().__init__()
        self.steps = nn.ModuleList(DenseLayer(inputs + k * growth, growth, 3) for k in range(count))

    def forward(self, x):
        features = [x]
        for step in self.steps:
            features.append(step(features))
        return torch.cat(features, 1)


class Transition(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.step = DenseLayer(inputs, outputs, 1)

    def forward(self, x):
        return F.avg_pool2d(self.step([x]), 2)


class IndependentDenseNet(nn.Module):
    def __init__(self, num_classes, in_channels, width, growth, depths):
        super().__init__()
        self.conv0, self.norm0 = nn.Conv2d(in_channels, width, 7, 2, 3, bias=False), nn.BatchNorm2d(width)
        self.parts = nn.ModuleList()
        for place, depth in enumerate(depths, start=1):
            self.parts.append(Dense(depth, width, growth))
            width += depth * growth
            if place < len(depths):
                self.parts.append(Transition(width, width // 2))
                width //= 2
        self.norm5, self.classifier = nn.BatchNorm2d(width), nn.Linear(width, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.norm0(self.conv0(x))), 3, 2, 1)
        for part in self.parts:
            x = part(x)
        return self.classifier(torch.flatten(F.adaptive_avg_pool2d(F.relu(self.norm5(x)), 1), 1))


def close(actual, expected) -> None:
    assert actual.shape == expected.shape
    assert (actual - expected).abs().max() <= 1e-10 * expected.abs().max() + 1e-12


def agree(own, other, *shape: int) -> None:
    """Outputs, gradients and moving averages are the same, through two batches of training and one of evaluation."""
    generator = torch.Generator().manual_seed(231)
    own, other = own.double(), other.double()
    assert len(own.state_dict()) == len(other.state_dict())
    with torch.no_grad():
        for a, b in zip(own.parameters(), other.parameters(), strict=True):
            a += torch.randn(a.shape, generator=generator, dtype=a.dtype) * 0.1
            b.copy_(a)
    for training in (True, True, False):
        x = torch.randn(shape, generator=generator, dtype=torch.float64)
        inputs = [x.clone().requires_grad_(), x.clone().requires_grad_()]
        outs = [net.train(training)(each) for net, each in zip((own, other), inputs, strict=True)]
        close(*outs)
        upstream = torch.randn(outs[0].shape, generator=generator, dtype=torch.float64)
        for net, out in zip((own, other), outs, strict=True):
            net.zero_grad()
            out.backward(upstream)
        close(inputs[0].grad, inputs[1].grad)
        for a, b in zip(own.parameters(), other.parameters(), strict=True):
            close(a.grad, b.grad)
        for a, b in zip(own.buffers(), other.buffers(), strict=True):
            close(a.double(), b.double())


@pytest.mark.parametrize(("arguments", "independent"), [
    ((4, 4), (4, 4)),
    ((4, 6, True), (4, 6, 1, True)),
    ((4, 6, True, 2), (4, 6, 2, True)),
    ((3, 3, True, 3), (3, 3, 3, True)),
])  # fmt: skip
def test_residual_block(resnet, arguments, independent) -> None:
    agree(resnet.Residual(*arguments), BasicBlock(*independent), 3, arguments[0], 9, 8)


@pytest.mark.parametrize("arguments", [(4, 6, 2, True), (4, 4, 3, False), (3, 5, 1, True)])
def test_residual_stage(resnet, arguments) -> None:
    agree(resnet.residual_stage(*arguments), layer(*arguments), 3, arguments[0], 7, 10)


def test_resnet18(resnet) -> None:
    agree(resnet.ResNet18(7, 2, 4), IndependentResNet(7, 2, 4), 3, 2, 40, 70)


def test_resnet18_has_torchvisions_parameters(resnet) -> None:
    def block(inputs: int, outputs: int) -> int:
        return 9 * inputs * outputs + 9 * outputs**2 + 4 * outputs

    expected = 49 * 3 * 64 + 2 * 64 + 2 * block(64, 64) + 512 * 1000 + 1000
    for width in (128, 256, 512):
        expected += block(width // 2, width) + width * width // 2 + 2 * width + block(width, width)
    assert expected == 11_689_512
    with torch.device("meta"):
        net = resnet.ResNet18(num_classes=1000)
        assert sum(each.numel() for each in net.parameters()) == expected
        assert net(torch.empty(2, 3, 64, 64)).shape == (2, 1000)


@pytest.mark.parametrize("arguments", [(3, 4, 5), (1, 3, 2)])
def test_dense_block(densenet, arguments) -> None:
    agree(densenet.DenseBlock(*arguments), Dense(*arguments), 3, arguments[1], 6, 5)


def test_transition_block(densenet) -> None:
    agree(densenet.TransitionBlock(23, 10), Transition(23, 10), 4, 23, 8, 8)
    assert densenet.TransitionBlock(23, 10)(torch.zeros(4, 23, 8, 8)).shape == (4, 10, 4, 4)
    agree(densenet.TransitionBlock(3, 5), Transition(3, 5), 3, 3, 7, 9)


def test_convolution_block(densenet) -> None:
    block = densenet.conv_block(4, 3).double()
    norm, conv = nn.BatchNorm2d(4).double(), nn.Conv2d(4, 3, 3, padding=1, bias=False).double()
    conv.weight.data.copy_(list(block.parameters())[-1])
    x = torch.randn(3, 4, 5, 6, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    close(block(x), conv(F.relu(norm(x))))
    close(block.eval()(x), conv(F.relu(norm.eval()(x))))


@pytest.mark.parametrize("depths", [(2, 3, 2), (4,), (1, 2, 1, 3)])
def test_densenet(densenet, depths) -> None:
    agree(densenet.DenseNet(7, 2, 9, 3, depths), IndependentDenseNet(7, 2, 9, 3, depths), 3, 2, 34, 66)


def test_densenet_has_as_many_parameters_as_counted_by_hand(densenet) -> None:
    expected, width = 49 * 64 + 2 * 64, 64
    for place in range(4):
        for _ in range(4):
            expected, width = expected + 2 * width + 9 * 32 * width, width + 32
        if place < 3:
            expected, width = expected + 2 * width + width * width // 2, width // 2
    assert width == 248
    expected += 2 * width + 10 * width + 10
    with torch.device("meta"):
        net = densenet.DenseNet()
        assert sum(each.numel() for each in net.parameters()) == expected
        assert net(torch.empty(2, 1, 96, 96)).shape == (2, 10)
