from __future__ import print_function
import numpy as np

try:
  xrange
except NameError:  # python 3
  xrange = range


def affine_forward(x, w, b):
  """
  Forward pass of an affine layer. x: (N, d_1, ..., d_k), w: (D, M), b: (M,)
  """
  out = None
  N = x.shape[0]
  x_rsp = x.reshape(N, -1)
  out = x_rsp.dot(w) + b
  cache = (x, w, b)
  return out, cache


def affine_backward(dout, cache):
  x, w, b = cache
  dx, dw, db = None, None, None
  N = x.shape[0]
  x_rsp = x.reshape(N, -1)
  dx = dout.dot(w.T)
  dx = dx.reshape(*x.shape)
  dw = x_rsp.T.dot(dout)
  db = np.sum(dout, axis=0)
  return dx, dw, db


def relu_forward(x):
  out = np.maximum(0, x)
  cache = x
  return out, cache


def relu_backward(dout, cache):
  dx, x = None, cache
  dx = dout
  dx[x <= 0] = 0
  return dx


def dropout_forward(x, dropout_param):
  p, mode = dropout_param['p'], dropout_param['mode']
  if 'seed' in dropout_param:
    np.random.seed(dropout_param['seed'])
  mask = None
  out = None
  if mode == 'train':
    mask = (np.random.rand(*x.shape) < (1 - p)) / (1 - p)
    out = x * mask
  elif mode == 'test':
    out = x
  cache = (dropout_param, mask)
  out = out.astype(x.dtype, copy=False)
  return out, cache


def conv_forward_naive(x, w, b, conv_param):
  """
  A naive implementation of the forward pass for a convolutional layer.
  x: (N, C, H, W), w: (F, C, HH, WW), b: (F,); conv_param: stride, pad
  """
  out = None
  #############################################################################
  # TODO: Implement the convolutional forward pass.                           #
  # Hint: you can use the function np.pad for padding.                        #
  #############################################################################
  N, C, H, W = x.shape
  F, _, HH, WW = w.shape
  S = conv_param['stride']
  P = conv_param['pad']

  x_pad = np.pad(x, ((0,), (0,), (P,), (P,)), 'constant')
  Hh = int(1 + (H + 2 * P - HH) / S)
  Hw = int(1 + (W + 2 * P - WW) / S)
  #print 'output size', Hh, Hw
  out = np.zeros((N, F, Hh, Hw))

  for n in xrange(N):  # loop over the images
    for f in xrange(F):
      for k in xrange(Hh):
        for l in xrange(Hw):
          out[n, f, k, l] = np.sum(
              x_pad[n, :, k * S:k * S + HH, l * S:l * S + WW] * w[f, :]) + b[f]
  #############################################################################
  #                             END OF YOUR CODE                              #
  #############################################################################
  cache = (x, w, b, conv_param)
  return out, cache


def conv_backward_naive(dout, cache):
  """
  A naive implementation of the backward pass for a convolutional layer.
  """
  dx, dw, db = None, None, None
  x, w, b, conv_param = cache
  P = conv_param['pad']
  S = conv_param['stride']
  N, C, H, W = x.shape
  F, _, HH, WW = w.shape
  _, _, Hh, Hw = dout.shape
  x_pad = np.pad(x, ((0,), (0,), (P,), (P,)), 'constant')

  # dw
  dw = np.zeros((F, C, HH, WW))
  for fprime in xrange(F):
    for cprime in xrange(C):
      for i in xrange(HH):
        for j in xrange(WW):
          sub_xpad = x_pad[:, cprime, i:i + Hh * S:S, j:j + Hw * S:S]
          dw[fprime, cprime, i, j] = np.sum(dout[:, fprime, :, :] * sub_xpad)

  # db
  db = np.zeros((F))
  for fprime in xrange(F):
    db[fprime] = np.sum(dout[:, fprime, :, :])

  # dx, the slow way
  dx = np.zeros((N, C, H, W))
  for nprime in xrange(N):
    for i in xrange(H):
      for j in xrange(W):
        for f in xrange(F):
          for k in xrange(Hh):
            for l in xrange(Hw):
              mask1 = np.zeros_like(w[f, :, :, :])
              mask2 = np.zeros_like(w[f, :, :, :])
              if (i + P - k * S) < HH and (i + P - k * S) >= 0:
                mask1[:, i + P - k * S, :] = 1.0
              if (j + P - l * S) < WW and (j + P - l * S) >= 0:
                mask2[:, :, j + P - l * S] = 1.0
              w_masked = np.sum(w[f, :, :, :] * mask1 * mask2, axis=(1, 2))
              dx[nprime, :, i, j] += dout[nprime, f, k, l] * w_masked
  return dx, dw, db


def max_pool_forward_naive(x, pool_param):
  """
  A naive implementation of the forward pass for a max pooling layer.
  """
  out = None
  Hp = pool_param['pool_height']
  Wp = pool_param['pool_width']
  S = pool_param['stride']
  N, C, H, W = x.shape
  H1 = (H - Hp) // S + 1
  W1 = (W - Wp) // S + 1

  out = np.zeros((N, C, H1, W1))
  for n in xrange(N):
    for c in xrange(C):
      for k in xrange(H1):
        for l in xrange(W1):
          out[n, c, k, l] = np.max(x[n, c, k * S:k * S + Hp, l * S:l * S + Wp])
  cache = (x, pool_param)
  return out, cache


def max_pool_backward_naive(dout, cache):
  dx = None
  x, pool_param = cache
  Hp = pool_param['pool_height']
  Wp = pool_param['pool_width']
  S = pool_param['stride']
  N, C, H, W = x.shape
  H1 = (H - Hp) // S + 1
  W1 = (W - Wp) // S + 1

  dx = np.zeros((N, C, H, W))
  for nprime in xrange(N):
    for cprime in xrange(C):
      for k in xrange(H1):
        for l in xrange(W1):
          x_pooling = x[nprime, cprime, k * S:k * S + Hp, l * S:l * S + Wp]
          maxi = np.max(x_pooling)
          x_mask = x_pooling == maxi
          dx[nprime, cprime, k * S:k * S + Hp, l * S:l * S + Wp] += dout[nprime, cprime, k, l] * x_mask
  return dx


def svm_loss(x, y):
  N = x.shape[0]
  correct_class_scores = x[np.arange(N), y]
  margins = np.maximum(0, x - correct_class_scores[:, np.newaxis] + 1.0)
  margins[np.arange(N), y] = 0
  loss = np.sum(margins) / N
  num_pos = np.sum(margins > 0, axis=1)
  dx = np.zeros_like(x)
  dx[margins > 0] = 1
  dx[np.arange(N), y] -= num_pos
  dx /= N
  return loss, dx


def softmax_loss(x, y):
  probs = np.exp(x - np.max(x, axis=1, keepdims=True))
  probs /= np.sum(probs, axis=1, keepdims=True)
  N = x.shape[0]
  loss = -np.sum(np.log(probs[np.arange(N), y])) / N
  dx = probs.copy()
  dx[np.arange(N), y] -= 1
  dx /= N
  return loss, dx
