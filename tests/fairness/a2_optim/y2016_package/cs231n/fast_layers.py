from __future__ import print_function
import numpy as np
try:
  from cs231n.im2col_cython import col2im_cython, im2col_cython
  from cs231n.im2col_cython import col2im_6d_cython
except ImportError:
  print('im2col_cython is not compiled; in the cs231n directory, run')
  print('python setup.py build_ext --inplace')
  print('and restart the kernel')

from cs231n.im2col import *


def conv_forward_im2col(x, w, b, conv_param):
  N, C, H, W = x.shape
  num_filters, _, filter_height, filter_width = w.shape
  stride, pad = conv_param['stride'], conv_param['pad']
  x_cols = im2col_cython(x, w.shape[2], w.shape[3], pad, stride)
  res = w.reshape((w.shape[0], -1)).dot(x_cols) + b.reshape(-1, 1)
  return res, (x, w, b, conv_param, x_cols)


conv_forward_fast = conv_forward_im2col


def conv_backward_fast(dout, cache):
  raise NotImplementedError
