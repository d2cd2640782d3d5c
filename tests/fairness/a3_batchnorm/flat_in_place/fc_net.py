import numpy as np

from layers import *
from batchnorm import *
from dropout import *


class FullyConnectedNet(object):
    def __init__(self, hidden_dims, input_dim=3*32*32, num_classes=10, dropout_keep_ratio=1, normalization=None,
                 reg=0.0, weight_scale=1e-2, dtype=np.float32, seed=None):
        self.normalization = normalization
        self.use_dropout = dropout_keep_ratio != 1
        self.reg = reg
        self.num_layers = 1 + len(hidden_dims)
        self.dtype = dtype
        self.params = {}

        hidden_dims.insert(0, input_dim)
        hidden_dims.append(num_classes)
        for i in range(1, len(hidden_dims)):
            self.params['W' + str(i)] = np.random.randn(hidden_dims[i - 1], hidden_dims[i])
            self.params['W' + str(i)] *= weight_scale
            self.params['b' + str(i)] = np.zeros(hidden_dims[i])
            if self.normalization != None and i != self.num_layers:
                self.params['gamma' + str(i)] = np.ones(hidden_dims[i])
                self.params['beta' + str(i)] = np.zeros(hidden_dims[i])

        self.dropout_param = {}
        if self.use_dropout:
            self.dropout_param = {'mode': 'train', 'p': dropout_keep_ratio}
            if seed is not None:
                self.dropout_param['seed'] = seed
        self.bn_params = []
        if self.normalization == 'batchnorm':
            self.bn_params = [{'mode': 'train'} for i in range(self.num_layers - 1)]
        if self.normalization == 'layernorm':
            self.bn_params = [{} for i in range(self.num_layers - 1)]
        for k, v in self.params.items():
            self.params[k] = v.astype(dtype)

    def loss(self, X, y=None):
        X = X.astype(self.dtype)
        mode = 'test' if y is None else 'train'
        if self.use_dropout:
            self.dropout_param['mode'] = mode
        if self.normalization == 'batchnorm':
            for bn_param in self.bn_params:
                bn_param['mode'] = mode

        # caches live on the object, one dict per kind of layer
        self.fc, self.bn, self.ln, self.relu, self.drop = {}, {}, {}, {}, {}
        out = X
        for i in range(1, self.num_layers + 1):
            out, self.fc[i] = affine_forward(out, self.params['W' + str(i)], self.params['b' + str(i)])
            if i == self.num_layers:
                break
            if self.normalization == 'batchnorm':
                out, self.bn[i] = batchnorm_forward(out, self.params['gamma' + str(i)], self.params['beta' + str(i)],
                                                    self.bn_params[i - 1])
            elif self.normalization == 'layernorm':
                out, self.ln[i] = layernorm_forward(out, self.params['gamma' + str(i)], self.params['beta' + str(i)],
                                                    self.bn_params[i - 1])
            # dropout before the relu is the same thing, a kept entry keeps its sign
            if self.use_dropout:
                out, self.drop[i] = dropout_forward(out, self.dropout_param)
            out, self.relu[i] = relu_forward(out)
        scores = out

        if mode == 'test':
            return scores

        loss, grads = 0.0, {}
        loss, dout = softmax_loss(scores, y)
        for i in range(self.num_layers, 0, -1):
            if i != self.num_layers:
                dout = relu_backward(dout, self.relu[i])
                if self.use_dropout:
                    dout = dropout_backward(dout, self.drop[i])
                if self.normalization == 'batchnorm':
                    dout, grads['gamma' + str(i)], grads['beta' + str(i)] = batchnorm_backward_alt(dout, self.bn[i])
                elif self.normalization == 'layernorm':
                    dout, grads['gamma' + str(i)], grads['beta' + str(i)] = layernorm_backward(dout, self.ln[i])
            dout, grads['W' + str(i)], grads['b' + str(i)] = affine_backward(dout, self.fc[i])
            loss += 0.5 * self.reg * np.sum(self.params['W' + str(i)] * self.params['W' + str(i)])
            grads['W' + str(i)] += self.reg * self.params['W' + str(i)]
        return loss, grads
