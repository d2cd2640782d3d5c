import torch
from torch import nn


def conv_out(n, k, s=1, p=0):
    return (n - k + 2 * p) // s + 1


class AlexNet(nn.Module):
    def __init__(self, num_classes=10, in_channels=1, image_size=224, hidden=4096):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(in_channels, 96, kernel_size=11, stride=4, padding=1), nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Conv2d(96, 256, kernel_size=5, padding=2), nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Conv2d(256, 384, kernel_size=3, padding=1), nn.ReLU(),
            nn.Conv2d(384, 384, kernel_size=3, padding=1), nn.ReLU(),
            nn.Conv2d(384, 256, kernel_size=3, padding=1), nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2), nn.Flatten())
        n = conv_out(image_size, 11, 4, 1)
        for _ in range(3):
            n = conv_out(n, 3, 2)
        self.classifier = nn.Sequential(
            nn.Linear(256 * n * n, hidden), nn.ReLU(), nn.Dropout(p=0.5),
            nn.Linear(hidden, hidden), nn.ReLU(), nn.Dropout(p=0.5),
            nn.Linear(hidden, num_classes))

    def forward(self, X):
        return self.classifier(self.net(X))
