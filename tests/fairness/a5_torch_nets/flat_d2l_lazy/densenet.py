import torch
from torch import nn


def conv_block(in_channels, out_channels):
    return nn.Sequential(
        nn.LazyBatchNorm2d(), nn.ReLU(),
        nn.LazyConv2d(out_channels, kernel_size=3, padding=1))


class DenseBlock(nn.Module):
    def __init__(self, num_convs, in_channels, growth_rate):
        super(DenseBlock, self).__init__()
        layer = []
        for i in range(num_convs):
            layer.append(conv_block(in_channels + i * growth_rate, growth_rate))
        self.net = nn.Sequential(*layer)

    def forward(self, X):
        for blk in self.net:
            Y = blk(X)
            # Concatenate input and output of each block along the channels
            X = torch.cat((X, Y), dim=1)
        return X


class TransitionBlock(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.net = nn.Sequential(
            nn.LazyBatchNorm2d(), nn.ReLU(),
            nn.LazyConv2d(out_channels, kernel_size=1),
            nn.AvgPool2d(kernel_size=2, stride=2))

    def forward(self, X):
        return self.net(X)


class DenseNet(nn.Module):
    def __init__(self, num_classes=10, in_channels=1, num_channels=64, growth_rate=32, convs_in_blocks=(4, 4, 4, 4)):
        super().__init__()
        self.net = nn.Sequential(nn.Sequential(
            nn.LazyConv2d(num_channels, kernel_size=7, stride=2, padding=3),
            nn.LazyBatchNorm2d(), nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2, padding=1)))
        for i, num_convs in enumerate(convs_in_blocks):
            self.net.add_module(f'dense_blk{i+1}', DenseBlock(num_convs, num_channels, growth_rate))
            # The number of output channels in the previous dense block
            num_channels += num_convs * growth_rate
            # A transition layer that halves the number of channels
            if i != len(convs_in_blocks) - 1:
                num_channels_in = num_channels
                num_channels //= 2
                self.net.add_module(f'tran_blk{i+1}', TransitionBlock(num_channels_in, num_channels))
        self.net.add_module('last', nn.Sequential(
            nn.LazyBatchNorm2d(), nn.ReLU(),
            nn.AdaptiveAvgPool2d((1, 1)), nn.Flatten(),
            nn.LazyLinear(num_classes)))

    def forward(self, x):
        return self.net(x)
