import math
import torch
import torch.nn as nn
import torch.nn.functional as F
import batchnorm


class LeNet(nn.Module):
    """all weights by hand"""

    def __init__(self, num_classes=10, in_channels=1):
        super().__init__()

        def param(*shape):
            fan_in = math.prod(shape[1:])
            return nn.Parameter(torch.randn(*shape) / math.sqrt(fan_in)), nn.Parameter(torch.zeros(shape[0]))

        self.w5, self.b5 = param(num_classes, 84)
        self.w4, self.b4 = param(84, 120)
        self.w3, self.b3 = param(120, 400)
        self.w2, self.b2 = param(16, 6, 5, 5)
        self.w1, self.b1 = param(6, in_channels, 5, 5)

    def forward(self, x):
        x = F.avg_pool2d(torch.sigmoid(F.conv2d(x, self.w1, self.b1, padding=2)), 2)
        x = F.avg_pool2d(torch.sigmoid(F.conv2d(x, self.w2, self.b2)), 2)
        x = x.view(x.shape[0], -1)
        x = torch.sigmoid(x @ self.w3.t() + self.b3)
        x = torch.sigmoid(x @ self.w4.t() + self.b4)
        return x @ self.w5.t() + self.b5


class BatchNormLeNet(nn.Module):
    def __init__(self, num_classes=10, in_channels=1):
        super().__init__()
        # no biases: the batch norm takes them out again
        self.conv1 = nn.Conv2d(in_channels, 6, 5, padding=2, bias=False)
        self.conv2 = nn.Conv2d(6, 16, 5, bias=False)
        self.fc1 = nn.Linear(400, 120, bias=False)
        self.fc2 = nn.Linear(120, 84, bias=False)
        self.fc3 = nn.Linear(84, num_classes)
        self.norms = nn.ModuleList([batchnorm.BatchNorm(c) for c in (6, 16, 120, 84)])

    def forward(self, x):
        bn1, bn2, bn3, bn4 = self.norms
        x = F.avg_pool2d(torch.sigmoid(bn1(self.conv1(x))), 2)
        x = F.avg_pool2d(torch.sigmoid(bn2(self.conv2(x))), 2)
        x = x.flatten(start_dim=1)
        x = torch.sigmoid(bn3(self.fc1(x)))
        x = torch.sigmoid(bn4(self.fc2(x)))
        return self.fc3(x)
