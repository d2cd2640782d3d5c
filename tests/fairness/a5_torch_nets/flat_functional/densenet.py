import torch
import torch.nn as nn
import torch.nn.functional as F


class Step(nn.Module):
    """bn - relu - conv, channels given"""
    def __init__(self, cin, cout, k):
        super().__init__()
        self.bn = nn.BatchNorm2d(cin)
        self.weight = nn.Parameter(torch.randn(cout, cin, k, k) * 0.1)
        self.k = k

    def forward(self, x):
        return F.conv2d(F.relu(self.bn(x)), self.weight, padding=self.k // 2)


def conv_block(in_channels, out_channels):
    return Step(in_channels, out_channels, 3)


class DenseBlock(nn.Module):
    def __init__(self, num_convs, in_channels, growth_rate):
        super().__init__()
        self.n, self.c, self.g = num_convs, in_channels, growth_rate
        for i in range(num_convs):
            setattr(self, "step%d" % i, conv_block(in_channels + growth_rate * i, growth_rate))

    def forward(self, x):
        n, _, h, w = x.shape
        out = torch.zeros(n, self.c + self.n * self.g, h, w, dtype=x.dtype, device=x.device)
        parts = [x]
        for i in range(self.n):
            inp = parts[0] if i == 0 else torch.cat(parts, 1)
            parts.append(getattr(self, "step%d" % i)(inp))
        at = 0
        for p in parts:
            out[:, at:at + p.shape[1]] = p
            at += p.shape[1]
        return out


class TransitionBlock(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.step = Step(in_channels, out_channels, 1)

    def forward(self, x):
        # mean over 2x2 by slicing
        y = self.step(x)
        h, w = y.shape[2] // 2 * 2, y.shape[3] // 2 * 2
        y = y[:, :, :h, :w]
        return (y[:, :, ::2, ::2] + y[:, :, 1::2, ::2] + y[:, :, ::2, 1::2] + y[:, :, 1::2, 1::2]) / 4


class DenseNet(nn.Module):
    def __init__(self, num_classes=10, in_channels=1, num_channels=64, growth_rate=32, convs_in_blocks=(4, 4, 4, 4)):
        super().__init__()
        self.conv = nn.Conv2d(in_channels, num_channels, 7, 2, 3)
        self.bn = nn.BatchNorm2d(num_channels)
        body = []
        c = num_channels
        for n in convs_in_blocks:
            if body:
                body += [TransitionBlock(c, c // 2)]
                c //= 2
            body += [DenseBlock(n, c, growth_rate)]
            c += n * growth_rate
        self.body = nn.Sequential(*body)
        self.bn_last = nn.BatchNorm2d(c)
        self.fc = nn.Linear(c, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn(self.conv(x))), 3, stride=2, padding=1)
        x = F.relu(self.bn_last(self.body(x)))
        return self.fc(F.avg_pool2d(x, x.shape[2:]).view(x.shape[0], -1))
