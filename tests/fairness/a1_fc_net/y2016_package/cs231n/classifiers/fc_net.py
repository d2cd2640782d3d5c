import numpy as np

from cs231n.layers import *
from cs231n.layer_utils import *


class TwoLayerNet(object):
  """
  A two-layer fully-connected neural network with ReLU nonlinearity and
  softmax loss that uses a modular layer design.
  """

  def __init__(self, input_dim=3*32*32, hidden_dim=100, num_classes=10,
               weight_scale=1e-3, reg=0.0):
    self.params = {}
    self.reg = reg
    self.params['W1'] = np.random.normal(0, weight_scale, (input_dim, hidden_dim))
    self.params['b1'] = np.zeros(hidden_dim)
    self.params['W2'] = np.random.normal(0, weight_scale, (hidden_dim, num_classes))
    self.params['b2'] = np.zeros(num_classes)

  def loss(self, X, y=None):
    scores = None
    W1, b1 = self.params['W1'], self.params['b1']
    W2, b2 = self.params['W2'], self.params['b2']
    h1, cache1 = affine_relu_forward(X, W1, b1)
    scores, cache2 = affine_forward(h1, W2, b2)

    # If y is None then we are in test mode so just return scores
    if y is None:
      return scores

    loss, grads = 0, {}
    data_loss, dscores = softmax_loss(scores, y)
    reg_loss = 0.5 * self.reg * np.sum(W1 * W1) + 0.5 * self.reg * np.sum(W2 * W2)
    loss = data_loss + reg_loss
    dh1, dW2, db2 = affine_backward(dscores, cache2)
    dW2 += self.reg * W2
    dX, dW1, db1 = affine_relu_backward(dh1, cache1)
    dW1 += self.reg * W1
    grads.update({'W1': dW1, 'b1': db1, 'W2': dW2, 'b2': db2})
    return loss, grads


class FullyConnectedNet(object):
  def __init__(self, hidden_dims, input_dim=3*32*32, num_classes=10,
               dropout=0, use_batchnorm=False, reg=0.0,
               weight_scale=1e-2, dtype=np.float32, seed=None):
    self.use_batchnorm = use_batchnorm
    self.use_dropout = dropout > 0
    self.reg = reg
    self.num_layers = 1 + len(hidden_dims)
    self.dtype = dtype
    self.params = {}

    layer_input_dim = input_dim
    for i, hd in enumerate(hidden_dims):
      self.params['W%d' % (i + 1)] = weight_scale * np.random.randn(layer_input_dim, hd)
      self.params['b%d' % (i + 1)] = weight_scale * np.zeros(hd)
      if self.use_batchnorm:
        self.params['gamma%d' % (i + 1)] = np.ones(hd)
        self.params['beta%d' % (i + 1)] = np.zeros(hd)
      layer_input_dim = hd
    self.params['W%d' % (self.num_layers)] = weight_scale * np.random.randn(layer_input_dim, num_classes)
    self.params['b%d' % (self.num_layers)] = weight_scale * np.zeros(num_classes)

    self.dropout_param = {}
    if self.use_dropout:
      self.dropout_param = {'mode': 'train', 'p': dropout}
      if seed is not None:
        self.dropout_param['seed'] = seed

    self.bn_params = []
    if self.use_batchnorm:
      self.bn_params = [{'mode': 'train'} for i in xrange(self.num_layers - 1)]

    # Cast all parameters to the correct datatype
    for k, v in self.params.items():
      self.params[k] = v.astype(dtype)

  def loss(self, X, y=None):
    X = X.astype(self.dtype)
    mode = 'test' if y is None else 'train'
    if self.dropout_param is not None:
      self.dropout_param['mode'] = mode
    if self.use_batchnorm:
      for bn_param in self.bn_params:
        bn_param[mode] = mode

    scores = None
    layer_input = X
    ar_cache = {}
    dp_cache = {}
    for lay in range(self.num_layers - 1):
      layer_input, ar_cache[lay] = affine_relu_forward(
          layer_input, self.params['W%d' % (lay + 1)], self.params['b%d' % (lay + 1)])
      if self.use_dropout:
        layer_input, dp_cache[lay] = dropout_forward(layer_input, self.dropout_param)
    ar_out, ar_cache[self.num_layers] = affine_forward(
        layer_input, self.params['W%d' % (self.num_layers)], self.params['b%d' % (self.num_layers)])
    scores = ar_out

    if mode == 'test':
      return scores

    loss, grads = 0.0, {}
    loss, dscores = softmax_loss(scores, y)
    dhout = dscores
    loss = loss + 0.5 * self.reg * np.sum(
        self.params['W%d' % (self.num_layers)] * self.params['W%d' % (self.num_layers)])
    dx, dw, db = affine_backward(dhout, ar_cache[self.num_layers])
    grads['W%d' % (self.num_layers)] = dw + self.reg * self.params['W%d' % (self.num_layers)]
    grads['b%d' % (self.num_layers)] = db
    dhout = dx
    for idx in range(self.num_layers - 1):
      lay = self.num_layers - 1 - idx - 1
      loss = loss + 0.5 * self.reg * np.sum(self.params['W%d' % (lay + 1)] * self.params['W%d' % (lay + 1)])
      if self.use_dropout:
        dhout = dropout_backward(dhout, dp_cache[lay])
      dx, dw, db = affine_relu_backward(dhout, ar_cache[lay])
      grads['W%d' % (lay + 1)] = dw + self.reg * self.params['W%d' % (lay + 1)]
      grads['b%d' % (lay + 1)] = db
      dhout = dx
    return loss, grads
