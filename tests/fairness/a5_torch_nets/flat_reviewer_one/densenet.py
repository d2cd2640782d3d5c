import torch
from torch import nn


def conv_block(input_channels, num_channels):
    return nn.Sequential(
        nn.BatchNorm2d(input_channels), nn.ReLU(),
        nn.Conv2d(input_channels, num_channels, kernel_size=3, padding=1, bias=False))


class DenseBlock(nn.Module):
    def __init__(self, num_convs, input_channels, num_channels):
        super(DenseBlock, self).__init__()
        layer = []
        for i in range(num_convs):
            layer.append(conv_block(num_channels * i + input_channels, num_channels))
        self.net = nn.Sequential(*layer)

    def forward(self, X):
        for blk in self.net:
            Y = blk(X)
            # Concatenate input and output of each block along the channels
            X = torch.cat((X, Y), dim=1)
        return X


def transition_block(input_channels, num_channels):
    return nn.Sequential(
        nn.BatchNorm2d(input_channels), nn.ReLU(),
        nn.Conv2d(input_channels, num_channels, kernel_size=1, bias=False),
        nn.AvgPool2d(kernel_size=2, stride=2))


class TransitionBlock(nn.Module):
    def __init__(self, input_channels, num_channels):
        super().__init__()
        self.blk = transition_block(input_channels, num_channels)

    def forward(self, X):
        return self.blk(X)


class DenseNet(nn.Module):
    def __init__(self, num_classes=10, in_channels=1, num_channels=64, growth_rate=32, convs_in_blocks=(4, 4, 4, 4)):
        super(DenseNet, self).__init__()
        self.net = nn.Sequential(self.b1(in_channels, num_channels))
        for i, num_convs in enumerate(convs_in_blocks):
            self.net.add_module(f'dense_blk{i+1}', DenseBlock(num_convs, num_channels, growth_rate))
            # The number of output channels in the previous dense block
            num_channels += num_convs * growth_rate
            # A transition layer that halves the number of channels is added
            # between the dense blocks
            if i != len(convs_in_blocks) - 1:
                self.net.add_module(f'tran_blk{i+1}', transition_block(num_channels, num_channels//2))
                num_channels //= 2
        self.net.add_module('last', nn.Sequential(
            nn.BatchNorm2d(num_channels), nn.ReLU(),
            nn.AdaptiveAvgPool2d((1, 1)),
            nn.Conv2d(num_channels, num_classes, 1), nn.Flatten()))

    def b1(self, in_channels, num_channels):
        return nn.Sequential(
            nn.Conv2d(in_channels, num_channels, kernel_size=7, stride=2, padding=3, bias=False),
            nn.BatchNorm2d(num_channels), nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2, padding=1))

    def forward(self, X):
        return self.net(X)
