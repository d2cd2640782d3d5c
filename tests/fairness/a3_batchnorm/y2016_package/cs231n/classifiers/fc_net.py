from builtins import range
from builtins import object
import numpy as np

from cs231n.layers import *
from cs231n.layer_utils import *


class TwoLayerNet(object):
  def __init__(self, input_dim=3*32*32, hidden_dim=100, num_classes=10,
               weight_scale=1e-3, reg=0.0):
    self.params = {}
    self.reg = reg
    self.params['W1'] = np.random.randn(input_dim, hidden_dim) * weight_scale
    self.params['b1'] = np.zeros(hidden_dim)
    self.params['W2'] = np.random.randn(hidden_dim, num_classes) * weight_scale
    self.params['b2'] = np.zeros(num_classes)

  def loss(self, X, y=None):
    hidden, cache1 = affine_relu_forward(X, self.params['W1'], self.params['b1'])
    scores, cache2 = affine_forward(hidden, self.params['W2'], self.params['b2'])
    if y is None:
      return scores
    loss, dscores = softmax_loss(scores, y)
    loss += 0.5 * self.reg * (np.sum(self.params['W1']**2) + np.sum(self.params['W2']**2))
    grads = {}
    dhidden, grads['W2'], grads['b2'] = affine_backward(dscores, cache2)
    _, grads['W1'], grads['b1'] = affine_relu_backward(dhidden, cache1)
    for k in ['W1', 'W2']:
      grads[k] += self.reg * self.params[k]
    return loss, grads


class FullyConnectedNet(object):
  """
  Any number of hidden layers; {affine - [norm] - relu - [dropout]} x (L - 1) - affine - softmax
  """

  def __init__(self, hidden_dims, input_dim=3*32*32, num_classes=10,
               dropout_keep_ratio=1, normalization=None, reg=0.0,
               weight_scale=1e-2, dtype=np.float32, seed=None):
    self.normalization = normalization
    self.use_dropout = dropout_keep_ratio != 1
    self.reg = reg
    self.num_layers = 1 + len(hidden_dims)
    self.dtype = dtype
    self.params = {}

    layer_input_dim = input_dim
    for i, hd in enumerate(hidden_dims):
      self.params['W%d'%(i+1)] = weight_scale * np.random.randn(layer_input_dim, hd)
      self.params['b%d'%(i+1)] = weight_scale * np.zeros(hd)
      if self.normalization:
        self.params['gamma%d'%(i+1)] = np.ones(hd)
        self.params['beta%d'%(i+1)] = np.zeros(hd)
      layer_input_dim = hd
    self.params['W%d'%(self.num_layers)] = weight_scale * np.random.randn(layer_input_dim, num_classes)
    self.params['b%d'%(self.num_layers)] = weight_scale * np.zeros(num_classes)

    # When using dropout we need to pass a dropout_param dictionary to each layer
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

    # Cast all parameters to the correct datatype
    for k, v in self.params.items():
      self.params[k] = v.astype(dtype)

  def loss(self, X, y=None):
    X = X.astype(self.dtype)
    mode = 'test' if y is None else 'train'

    # dropout and batchnorm behave differently during training and testing
    if self.use_dropout:
      self.dropout_param['mode'] = mode
    if self.normalization == 'batchnorm':
      for bn_param in self.bn_params:
        bn_param['mode'] = mode

    scores = None
    layer_input = X
    ar_cache = {}
    dp_cache = {}

    for lay in range(self.num_layers - 1):
      if self.normalization == 'batchnorm':
        layer_input, ar_cache[lay] = affine_bn_relu_forward(layer_input,
                    self.params['W%d'%(lay+1)], self.params['b%d'%(lay+1)],
                    self.params['gamma%d'%(lay+1)], self.params['beta%d'%(lay+1)], self.bn_params[lay])
      elif self.normalization == 'layernorm':
        layer_input, ar_cache[lay] = affine_ln_relu_forward(layer_input,
                    self.params['W%d'%(lay+1)], self.params['b%d'%(lay+1)],
                    self.params['gamma%d'%(lay+1)], self.params['beta%d'%(lay+1)], self.bn_params[lay])
      else:
        layer_input, ar_cache[lay] = affine_relu_forward(layer_input, self.params['W%d'%(lay+1)], self.params['b%d'%(lay+1)])

      if self.use_dropout:
        layer_input, dp_cache[lay] = dropout_forward(layer_input, self.dropout_param)

    ar_out, ar_cache[self.num_layers] = affine_forward(layer_input, self.params['W%d'%(self.num_layers)], self.params['b%d'%(self.num_layers)])
    scores = ar_out

    if mode == 'test':
      return scores

    loss, grads = 0.0, {}
    loss, dscores = softmax_loss(scores, y)
    dhout = dscores
    loss = loss + 0.5 * self.reg * np.sum(self.params['W%d'%(self.num_layers)] * self.params['W%d'%(self.num_layers)])
    dx, dw, db = affine_backward(dhout, ar_cache[self.num_layers])
    grads['W%d'%(self.num_layers)] = dw + self.reg * self.params['W%d'%(self.num_layers)]
    grads['b%d'%(self.num_layers)] = db
    dhout = dx
    for idx in range(self.num_layers - 1):
      lay = self.num_layers - 1 - idx - 1
      loss = loss + 0.5 * self.reg * np.sum(self.params['W%d'%(lay+1)] * self.params['W%d'%(lay+1)])
      if self.use_dropout:
        dhout = dropout_backward(dhout, dp_cache[lay])
      if self.normalization == 'batchnorm':
        dx, dw, db, dgamma, dbeta = affine_bn_relu_backward(dhout, ar_cache[lay])
      elif self.normalization == 'layernorm':
        dx, dw, db, dgamma, dbeta = affine_ln_relu_backward(dhout, ar_cache[lay])
      else:
        dx, dw, db = affine_relu_backward(dhout, ar_cache[lay])
      grads['W%d'%(lay+1)] = dw + self.reg * self.params['W%d'%(lay+1)]
      grads['b%d'%(lay+1)] = db
      if self.normalization:
        grads['gamma%d'%(lay+1)] = dgamma
        grads['beta%d'%(lay+1)] = dbeta
      dhout = dx
    return loss, grads


# helper layers
def affine_bn_relu_forward(x, w, b, gamma, beta, bn_param):
  a, fc_cache = affine_forward(x, w, b)
  a_bn, bn_cache = batchnorm_forward(a, gamma, beta, bn_param)
  out, relu_cache = relu_forward(a_bn)
  return out, (fc_cache, bn_cache, relu_cache)


def affine_bn_relu_backward(dout, cache):
  fc_cache, bn_cache, relu_cache = cache
  dbn_out = relu_backward(dout, relu_cache)
  da, dgamma, dbeta = batchnorm_backward_alt(dbn_out, bn_cache)
  dx, dw, db = affine_backward(da, fc_cache)
  return dx, dw, db, dgamma, dbeta


def affine_ln_relu_forward(x, w, b, gamma, beta, ln_param):
  a, fc_cache = affine_forward(x, w, b)
  a_ln, ln_cache = layernorm_forward(a, gamma, beta, ln_param)
  out, relu_cache = relu_forward(a_ln)
  return out, (fc_cache, ln_cache, relu_cache)


def affine_ln_relu_backward(dout, cache):
  fc_cache, ln_cache, relu_cache = cache
  dln_out = relu_backward(dout, relu_cache)
  da, dgamma, dbeta = layernorm_backward(dln_out, ln_cache)
  dx, dw, db = affine_backward(da, fc_cache)
  return dx, dw, db, dgamma, dbeta
