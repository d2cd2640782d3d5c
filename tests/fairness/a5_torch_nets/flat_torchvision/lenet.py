from functools import partial

import torch
from torch import Tensor, nn

from batchnorm import BatchNorm


class ConvBlock(nn.Sequential):
    def __init__(self, cin, cout, norm_layer=nn.Identity, **kw):
        super().__init__(nn.Conv2d(cin, cout, 5, **kw), norm_layer(cout), nn.Sigmoid(), nn.AvgPool2d(2, 2))


class LeNet(nn.Module):
    norm_layer = nn.Identity

    def __init__(self, num_classes: int = 10, in_channels: int = 1) -> None:
        super().__init__()
        norm = self.norm_layer
        self.classifier = nn.Sequential(
            nn.Linear(16 * 5 * 5, 120),
            norm(120),
            nn.Sigmoid(),
            nn.Linear(120, 84),
            norm(84),
            nn.Sigmoid(),
            nn.Linear(84, num_classes),
        )
        self.features = nn.Sequential(
            ConvBlock(in_channels, 6, norm, padding=2),
            ConvBlock(6, 16, norm),
        )
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight, mode="fan_out")
                if m.bias is not None:
                    nn.init.zeros_(m.bias)

    def forward(self, x: Tensor) -> Tensor:
        x = self.features(x)
        x = torch.flatten(x, 1)
        return self.classifier(x)


class BatchNormLeNet(LeNet):
    norm_layer = BatchNorm
