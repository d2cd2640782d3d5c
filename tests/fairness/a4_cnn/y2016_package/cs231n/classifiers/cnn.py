import numpy as np

from cs231n.layers import *
from cs231n.fast_layers import *
from cs231n.layer_utils import *


class ThreeLayerConvNet(object):
  """
  conv - relu - 2x2 max pool - affine - relu - affine - softmax
  """

  def __init__(self, input_dim=(3, 32, 32), num_filters=32, filter_size=7,
               hidden_dim=100, num_classes=10, weight_scale=1e-3, reg=0.0,
               dtype=np.float32):
    self.params = {}
    self.reg = reg
    self.dtype = dtype

    # Store the intermediate dimensions
    C, H, W = input_dim
    F = num_filters
    filter_height = filter_size
    filter_width = filter_size
    stride_conv = 1
    P = (filter_size - 1) / 2  # padd
    Hc = (H + 2 * P - filter_height) / stride_conv + 1
    Wc = (W + 2 * P - filter_width) / stride_conv + 1
    W1 = weight_scale * np.random.randn(F, C, filter_height, filter_width)
    b1 = np.zeros(F)

    width_pool = 2
    height_pool = 2
    stride_pool = 2
    Hp = int((Hc - height_pool) / stride_pool + 1)
    Wp = int((Wc - width_pool) / stride_pool + 1)

    Hh = hidden_dim
    W2 = weight_scale * np.random.randn(F * Hp * Wp, Hh)
    b2 = np.zeros(Hh)

    Hc = num_classes
    W3 = weight_scale * np.random.randn(Hh, Hc)
    b3 = np.zeros(Hc)

    self.params.update({'W1': W1, 'W2': W2, 'W3': W3, 'b1': b1, 'b2': b2, 'b3': b3})
    # With batch normalization we need to keep track of running means...
    self.bn_params = []

    for k, v in self.params.items():
      self.params[k] = v.astype(dtype)

  def loss(self, X, y=None):
    X = X.astype(self.dtype)
    mode = 'test' if y is None else 'train'

    N = X.shape[0]
    W1, b1 = self.params['W1'], self.params['b1']
    W2, b2 = self.params['W2'], self.params['b2']
    W3, b3 = self.params['W3'], self.params['b3']

    # pass conv_param to the forward pass for the convolutional layer
    filter_size = W1.shape[2]
    conv_param = {'stride': 1, 'pad': (filter_size - 1) // 2}

    # pass pool_param to the forward pass for the max-pooling layer
    pool_param = {'pool_height': 2, 'pool_width': 2, 'stride': 2}

    scores = None
    x = X
    w = W1
    b = b1
    conv_layer, cache_conv_layer = conv_relu_pool_forward(x, w, b, conv_param, pool_param)
    N, F, Hp, Wp = conv_layer.shape  # output shape

    x = conv_layer.reshape((N, F * Hp * Wp))
    hidden_layer, cache_hidden_layer = affine_relu_forward(x, W2, b2)
    N, Hh = hidden_layer.shape

    scores, cache_scores = affine_forward(hidden_layer, W3, b3)

    if y is None:
      return scores

    loss, grads = 0, {}
    data_loss, dscores = softmax_loss(scores, y)
    reg_loss = 0.5 * self.reg * np.sum(W1**2)
    reg_loss += 0.5 * self.reg * np.sum(W2**2)
    reg_loss += 0.5 * self.reg * np.sum(W3**2)
    loss = data_loss + reg_loss

    dx3, dW3, db3 = affine_backward(dscores, cache_scores)
    dW3 += self.reg * W3
    dx2, dW2, db2 = affine_relu_backward(dx3, cache_hidden_layer)
    dW2 += self.reg * W2
    dx2 = dx2.reshape(N, F, Hp, Wp)
    dx, dW1, db1 = conv_relu_pool_backward(dx2, cache_conv_layer)
    dW1 += self.reg * W1
    grads.update({'W1': dW1, 'b1': db1, 'W2': dW2, 'b2': db2, 'W3': dW3, 'b3': db3})
    return loss, grads

pass
