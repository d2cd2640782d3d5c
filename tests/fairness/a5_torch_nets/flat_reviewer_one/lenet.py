import torch
from torch import nn
from torch.nn import functional as F
from batchnorm import BatchNorm


def init_cnn(module):
    """Initialize weights for CNNs."""
    if type(module) == nn.Linear or type(module) == nn.Conv2d:
        nn.init.xavier_uniform_(module.weight)


class LeNet(nn.Module):
    """The LeNet-5 model."""
    def __init__(self, num_classes=10, in_channels=1, lr=0.1):
        super().__init__()
        self.lr = lr
        self.net = nn.Sequential(
            nn.Conv2d(in_channels, 6, kernel_size=5, padding=2), nn.Sigmoid(),
            nn.AvgPool2d(kernel_size=2, stride=2),
            nn.Conv2d(6, 16, kernel_size=5), nn.Sigmoid(),
            nn.AvgPool2d(kernel_size=2, stride=2),
            nn.Flatten(),
            nn.Linear(16 * 5 * 5, 120), nn.Sigmoid(),
            nn.Linear(120, 84), nn.Sigmoid(),
            nn.Linear(84, num_classes))
        self.net.apply(init_cnn)

    def forward(self, X):
        return self.net(X)


class BatchNormLeNet(nn.Module):
    def __init__(self, num_classes=10, in_channels=1, lr=0.1):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(in_channels, 6, kernel_size=5, padding=2), BatchNorm(6), nn.Sigmoid(),
            nn.AvgPool2d(kernel_size=2, stride=2),
            nn.Conv2d(6, 16, kernel_size=5), BatchNorm(16), nn.Sigmoid(),
            nn.AvgPool2d(kernel_size=2, stride=2), nn.Flatten(),
            nn.Linear(16*4*4 if False else 400, 120), BatchNorm(120), nn.Sigmoid(),
            nn.Linear(120, 84), BatchNorm(84), nn.Sigmoid(),
            nn.Linear(84, num_classes))
        self.net.apply(init_cnn)

    def forward(self, X):
        for layer in self.net:
            X = layer(X)
            # print(layer.__class__.__name__, 'output shape:\t', X.shape)
        return X
