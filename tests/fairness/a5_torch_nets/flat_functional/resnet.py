# everything by hand: own parameters and torch.nn.functional, to see what the layers really do
import math
import torch
import torch.nn as nn
import torch.nn.functional as F


class MyBN(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(1, c, 1, 1))
        self.beta = nn.Parameter(torch.zeros(1, c, 1, 1))
        self.register_buffer("mean", torch.zeros(1, c, 1, 1))
        self.register_buffer("var", torch.ones(1, c, 1, 1))

    def forward(self, x):
        if self.training:
            mu = x.mean(dim=(0, 2, 3), keepdim=True)
            v = ((x - mu) ** 2).mean(dim=(0, 2, 3), keepdim=True)
            n = x.numel() / x.shape[1]
            with torch.no_grad():
                self.mean.mul_(0.9).add_(0.1 * mu)
                self.var.mul_(0.9).add_(0.1 * v * n / (n - 1))
        else:
            mu, v = self.mean, self.var
        return self.gamma * (x - mu) / torch.sqrt(v + 1e-5) + self.beta


def kernel(c_out, c_in, k):
    w = torch.empty(c_out, c_in, k, k)
    nn.init.normal_(w, std=math.sqrt(2 / (c_in * k * k)))
    return nn.Parameter(w)


class Residual(nn.Module):
    def __init__(self, in_channels, out_channels, use_1x1conv=False, strides=1):
        super().__init__()
        self.strides, self.use = strides, use_1x1conv
        if use_1x1conv:
            self.w3 = kernel(out_channels, in_channels, 1)
            self.bn3 = MyBN(out_channels)
        self.w2 = kernel(out_channels, out_channels, 3)
        self.w1 = kernel(out_channels, in_channels, 3)
        self.bn1, self.bn2 = MyBN(out_channels), MyBN(out_channels)

    def forward(self, x):
        h = F.conv2d(x, self.w1, stride=self.strides, padding=1)
        h = self.bn1(h).clamp(min=0)
        h = self.bn2(F.conv2d(h, self.w2, padding=1))
        s = x
        if self.use:
            s = self.bn3(F.conv2d(x[:, :, ::self.strides, ::self.strides], self.w3))
        return (h + s).clamp(min=0)


def residual_stage(in_channels, out_channels, num_blocks=2, halve=True):
    first = Residual(in_channels, out_channels, halve, 1 + halve)
    rest = [Residual(out_channels, out_channels, False, 1) for _ in range(num_blocks - 1)]
    return nn.Sequential(first, *rest)


class ResNet18(nn.Module):
    def __init__(self, num_classes=10, in_channels=3, width=64):
        super().__init__()
        self.w = kernel(width, in_channels, 7)
        self.bn = MyBN(width)
        self.stages = nn.ModuleList([residual_stage(width, width, halve=False)])
        for k in range(3):
            self.stages.append(residual_stage(width * 2 ** k, width * 2 ** (k + 1)))
        self.W = nn.Parameter(torch.randn(num_classes, 8 * width) * 0.01)
        self.b = nn.Parameter(torch.zeros(num_classes))

    def forward(self, x):
        h = self.bn(F.conv2d(x, self.w, stride=2, padding=3))
        h = F.max_pool2d(h, 3, 2, 1).relu()
        for s in self.stages:
            h = s(h)
        h = h.flatten(2).mean(2)
        return h @ self.W.t() + self.b
