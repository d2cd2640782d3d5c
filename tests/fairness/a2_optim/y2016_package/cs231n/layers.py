from builtins import range
import numpy as np


def affine_forward(x, w, b):
  out = None
  N = x.shape[0]
  x_row = x.reshape(N, -1)         # (N,D)
  out = np.dot(x_row, w) + b       # (N,M)
  cache = (x, w, b)
  return out, cache


def affine_backward(dout, cache):
  x, w, b = cache
  dx, dw, db = None, None, None
  dx = np.dot(dout, w.T)                       # (N,D)
  dx = np.reshape(dx, x.shape)                 # (N,d1,...,d_k)
  x_row = x.reshape(x.shape[0], -1)            # (N,D)
  dw = np.dot(x_row.T, dout)                   # (D,M)
  db = np.sum(dout, axis=0, keepdims=True)     # (1,M)
  return dx, dw, db


def relu_forward(x):
  out = None
  out = np.maximum(0, x)
  cache = x
  return out, cache


def relu_backward(dout, cache):
  dx, x = None, cache
  dx = dout
  dx[x <= 0] = 0
  return dx


def batchnorm_forward(x, gamma, beta, bn_param):
  """
  Forward pass for batch normalization.

  Train mode uses the statistics of the minibatch and keeps running averages
  of them in bn_param, test mode uses the running averages.
  """
  mode = bn_param['mode']
  eps = bn_param.get('eps', 1e-5)
  momentum = bn_param.get('momentum', 0.9)

  N, D = x.shape
  running_mean = bn_param.get('running_mean', np.zeros(D, dtype=x.dtype))
  running_var = bn_param.get('running_var', np.zeros(D, dtype=x.dtype))

  out, cache = None, None
  if mode == 'train':
    # step 1: mean, (D,)
    mu = 1. / N * np.sum(x, axis=0)
    # step 2: subtract it from every row
    xmu = x - mu
    # step 3: following the lower branch
    sq = xmu ** 2
    # step 4: variance
    var = 1. / N * np.sum(sq, axis=0)
    # step 5: sqrt
    sqrtvar = np.sqrt(var + eps)
    # step 6: invert it
    ivar = 1. / sqrtvar
    # step 7: normalize
    xhat = xmu * ivar
    # step 8, 9: the two transformation steps
    gammax = gamma * xhat
    out = gammax + beta

    running_mean = momentum * running_mean + (1 - momentum) * mu
    running_var = momentum * running_var + (1 - momentum) * var
    #print 'running mean', running_mean
    cache = (xhat, gamma, xmu, ivar, sqrtvar, var, eps)
  elif mode == 'test':
    xhat = (x - running_mean) / np.sqrt(running_var + eps)
    out = gamma * xhat + beta
  else:
    raise ValueError('Invalid forward batchnorm mode "%s"' % mode)

  # Store the updated running means back into bn_param
  bn_param['running_mean'] = running_mean
  bn_param['running_var'] = running_var

  return out, cache


def batchnorm_backward(dout, cache):
  """
  Backward pass for batch normalization, node by node.
  """
  dx, dgamma, dbeta = None, None, None
  xhat, gamma, xmu, ivar, sqrtvar, var, eps = cache
  N, D = dout.shape

  # step 9
  dbeta = np.sum(dout, axis=0)
  dgammax = dout
  # step 8
  dgamma = np.sum(dgammax * xhat, axis=0)
  dxhat = dgammax * gamma
  # step 7
  divar = np.sum(dxhat * xmu, axis=0)
  dxmu1 = dxhat * ivar
  # step 6
  dsqrtvar = -1. / (sqrtvar ** 2) * divar
  # step 5
  dvar = 0.5 * 1. / np.sqrt(var + eps) * dsqrtvar
  # step 4
  dsq = 1. / N * np.ones((N, D)) * dvar
  # step 3
  dxmu2 = 2 * xmu * dsq
  # step 2
  dx1 = (dxmu1 + dxmu2)
  dmu = -1 * np.sum(dxmu1 + dxmu2, axis=0)
  # step 1
  dx2 = 1. / N * np.ones((N, D)) * dmu
  # step 0
  dx = dx1 + dx2

  return dx, dgamma, dbeta


def batchnorm_backward_alt(dout, cache):
  """
  Alternative backward pass, derived on paper.
  """
  dx, dgamma, dbeta = None, None, None
  xhat, gamma, xmu, ivar, sqrtvar, var, eps = cache
  N, D = dout.shape

  dbeta = np.sum(dout, axis=0)
  dgamma = np.sum(xhat * dout, axis=0)
  dx = (gamma * ivar / N) * (N * dout - xhat * dgamma - dbeta)

  return dx, dgamma, dbeta


def layernorm_forward(x, gamma, beta, ln_param):
  out, cache = None, None
  eps = ln_param.get('eps', 1e-5)
  # same as batchnorm but with x transposed
  x_T = x.T                                  # (D,N)
  mu = np.mean(x_T, axis=0)
  xmu = x_T - mu
  var = np.mean(xmu ** 2, axis=0)
  sqrtvar = np.sqrt(var + eps)
  xhat = xmu / sqrtvar
  out = gamma * xhat.T + beta
  cache = (xhat, gamma, xmu, 1. / sqrtvar, sqrtvar, var, eps)
  return out, cache


def layernorm_backward(dout, cache):
  dx, dgamma, dbeta = None, None, None
  xhat, gamma, xmu, ivar, sqrtvar, var, eps = cache
  dbeta = np.sum(dout, axis=0)
  dgamma = np.sum(dout * xhat.T, axis=0)
  dxhat = (dout * gamma).T                   # (D,N)
  D, N = dxhat.shape
  dvar = np.sum(dxhat * xmu * -0.5 * (var + eps) ** (-1.5), axis=0)
  dmu = np.sum(-dxhat * ivar, axis=0) + dvar * np.sum(-2. * xmu, axis=0) / D
  dx = dxhat * ivar + dvar * 2. * xmu / D + dmu / D
  dx = dx.T
  return dx, dgamma, dbeta


def dropout_forward(x, dropout_param):
  """
  Forward pass for (inverted) dropout; p is the probability of keeping.
  """
  p, mode = dropout_param['p'], dropout_param['mode']
  if 'seed' in dropout_param:
    np.random.seed(dropout_param['seed'])

  mask = None
  out = None

  if mode == 'train':
    mask = (np.random.rand(*x.shape) < p) / p
    out = x * mask
  elif mode == 'test':
    out = x

  cache = (dropout_param, mask)
  out = out.astype(x.dtype, copy=False)

  return out, cache


def dropout_backward(dout, cache):
  dropout_param, mask = cache
  mode = dropout_param['mode']

  dx = None
  if mode == 'train':
    dx = dout * mask
  elif mode == 'test':
    dx = dout
  return dx


def conv_forward_naive(x, w, b, conv_param):
  N, C, H, W = x.shape
  F, _, HH, WW = w.shape
  s, p = conv_param['stride'], conv_param['pad']
  xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)), 'constant')
  Ho, Wo = 1 + (H + 2 * p - HH) // s, 1 + (W + 2 * p - WW) // s
  out = np.zeros((N, F, Ho, Wo))
  for n in range(N):
    for f in range(F):
      for i in range(Ho):
        for j in range(Wo):
          out[n, f, i, j] = np.sum(xp[n, :, i*s:i*s+HH, j*s:j*s+WW] * w[f]) + b[f]
  return out, (x, w, b, conv_param)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
  out, cache = None, None
  N, C, H, W = x.shape
  temp_output, cache = batchnorm_forward(x.transpose(0, 3, 2, 1).reshape((N * H * W, C)), gamma, beta, bn_param)
  out = temp_output.reshape(N, W, H, C).transpose(0, 3, 2, 1)
  return out, cache


def spatial_batchnorm_backward(dout, cache):
  dx, dgamma, dbeta = None, None, None
  N, C, H, W = dout.shape
  dx_temp, dgamma, dbeta = batchnorm_backward_alt(dout.transpose(0, 3, 2, 1).reshape((N * H * W, C)), cache)
  dx = dx_temp.reshape(N, W, H, C).transpose(0, 3, 2, 1)
  return dx, dgamma, dbeta


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
  out, cache = None, None
  eps = gn_param.get('eps', 1e-5)
  N, C, H, W = x.shape
  size = (N * G, C // G * H * W)
  x = x.reshape(size).T
  mu = x.mean(axis=0)
  var = x.var(axis=0) + eps
  std = np.sqrt(var)
  z = (x - mu) / std
  z = z.T.reshape(N, C, H, W)
  out = gamma * z + beta
  cache = (std, gamma, z, size)
  return out, cache


def spatial_groupnorm_backward(dout, cache):
  dx, dgamma, dbeta = None, None, None
  N, C, H, W = dout.shape
  std, gamma, z, size = cache
  dbeta = dout.sum(axis=(0, 2, 3), keepdims=True)
  dgamma = np.sum(dout * z, axis=(0, 2, 3), keepdims=True)

  z = z.reshape(size).T
  M = z.shape[0]
  dfdz = dout * gamma
  dfdz = dfdz.reshape(size).T
  dfdz_sum = np.sum(dfdz, axis=0)
  dx = dfdz - dfdz_sum / M - np.sum(dfdz * z, axis=0) * z / M
  dx /= std
  dx = dx.T.reshape(N, C, H, W)
  return dx, dgamma, dbeta


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
