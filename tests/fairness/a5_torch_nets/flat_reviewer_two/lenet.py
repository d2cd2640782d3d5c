from __future__ import annotations

from collections import OrderedDict

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

from batchnorm import BatchNorm


class LeNet(nn.Module):
    """The PyTorch 60 minute blitz's way."""

    def __init__(self, num_classes: int = 10, in_channels: int = 1) -> None:
        super(LeNet, self).__init__()
        self.conv1 = nn.Conv2d(in_channels, 6, 5, padding="same")
        self.pool = nn.AvgPool2d(2, 2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, num_classes)
        for m in self.modules():
            if isinstance(m, (nn.Conv2d, nn.Linear)):
                nn.init.xavier_normal_(m.weight)
                nn.init.constant_(m.bias, 0)

    def forward(self, x: Tensor) -> Tensor:
        x = self.pool(torch.sigmoid(self.conv1(x)))
        x = self.pool(torch.sigmoid(self.conv2(x)))
        x = x.view(-1, self.num_flat_features(x))
        x = F.sigmoid(self.fc1(x))
        x = F.sigmoid(self.fc2(x))
        x = self.fc3(x)
        return x

    def num_flat_features(self, x):
        size = x.size()[1:]  # all dimensions except the batch dimension
        num_features = 1
        for s in size:
            num_features *= s
        return num_features


class BatchNormLeNet(nn.Module):
    def __init__(self, num_classes: int = 10, in_channels: int = 1) -> None:
        super().__init__()
        self.features = nn.Sequential(OrderedDict([
            ("conv1", nn.Conv2d(in_channels, 6, kernel_size=(5, 5), padding=(2, 2), bias=False)),
            ("norm1", BatchNorm(6)),
            ("sig1", nn.Sigmoid()),
            ("pool1", nn.AvgPool2d((2, 2))),
            ("conv2", nn.Conv2d(6, 16, kernel_size=(5, 5), bias=False)),
            ("norm2", BatchNorm(16)),
            ("sig2", nn.Sigmoid()),
            ("pool2", nn.AvgPool2d((2, 2))),
        ]))
        self.classifier = nn.Sequential(OrderedDict([
            ("fc1", nn.Linear(400, 120, bias=False)),
            ("norm3", BatchNorm(120)),
            ("sig3", nn.Sigmoid()),
            ("fc2", nn.Linear(120, 84, bias=False)),
            ("norm4", BatchNorm(84)),
            ("sig4", nn.Sigmoid()),
            ("fc3", nn.Linear(84, num_classes)),
        ]))

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(self.features(x).flatten(start_dim=1))
