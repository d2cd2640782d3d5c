import torch
from torch import nn
from torch.nn import functional as F


class Residual(nn.Module):
    """The Residual block of ResNet models."""
    def __init__(self, in_channels, num_channels, use_1x1conv=False, strides=1):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, num_channels, kernel_size=3, padding=1, stride=strides, bias=False)
        self.conv2 = nn.Conv2d(num_channels, num_channels, kernel_size=3, padding=1, bias=False)
        if use_1x1conv:
            self.conv3 = nn.Conv2d(in_channels, num_channels, kernel_size=1, stride=strides, bias=False)
            self.bn3 = nn.BatchNorm2d(num_channels)
        else:
            self.conv3 = None
        self.bn1 = nn.BatchNorm2d(num_channels)
        self.bn2 = nn.BatchNorm2d(num_channels)

    def forward(self, X):
        Y = F.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.bn3(self.conv3(X))
        Y += X
        return F.relu(Y)


def residual_stage(in_channels, num_channels, num_blocks=2, halve=True):
    blk = []
    for i in range(num_blocks):
        if i == 0 and halve:
            blk.append(Residual(in_channels, num_channels, use_1x1conv=True, strides=2))
        else:
            blk.append(Residual(num_channels, num_channels))
    return nn.Sequential(*blk)


class ResNet18(nn.Module):
    def __init__(self, num_classes=10, in_channels=3, width=64):
        super().__init__()
        b1 = nn.Sequential(
            nn.Conv2d(in_channels, width, kernel_size=7, stride=2, padding=3, bias=False),
            nn.BatchNorm2d(width), nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2, padding=1))
        b2 = nn.Sequential(*residual_stage(width, width, 2, halve=False))
        b3 = nn.Sequential(*residual_stage(width, 2 * width, 2))
        b4 = nn.Sequential(*residual_stage(2 * width, 4 * width, 2))
        b5 = nn.Sequential(*residual_stage(4 * width, 8 * width, 2))
        self.net = nn.Sequential(b1, b2, b3, b4, b5)
        self.net.add_module('last', nn.Sequential(
            nn.AdaptiveAvgPool2d((1, 1)), nn.Conv2d(8 * width, num_classes, kernel_size=1), nn.Flatten()))

        def init_weights(m):
            if isinstance(m, (nn.Linear, nn.Conv2d)):
                nn.init.xavier_uniform_(m.weight)
        self.net.apply(init_weights)

    def forward(self, X):
        return self.net(X)
