pass
from cs231n.layers import *
from cs231n.fast_layers import *


def affine_relu_forward(x, w, b):
    a, fc_cache = affine_forward(x, w, b)
    out, relu_cache = relu_forward(a)
    cache = (fc_cache, relu_cache)
    return out, cache


def affine_relu_backward(dout, cache):
    fc_cache, relu_cache = cache
    da = relu_backward(dout, relu_cache)
    dx, dw, db = affine_backward(da, fc_cache)
    return dx, dw, db


def affine_norm_relu_forward(x, w, b, gamma, beta, bn_param, normalization, dropout, dropout_param):
    """
    affine - [batch/layer norm] - relu - [dropout]
    """
    bn_cache, do_cache = None, None
    out, fc_cache = affine_forward(x, w, b)
    if normalization == 'batchnorm':
        out, bn_cache = batchnorm_forward(out, gamma, beta, bn_param)
    elif normalization == 'layernorm':
        out, bn_cache = layernorm_forward(out, gamma, beta, bn_param)
    out, relu_cache = relu_forward(out)
    if dropout:
        out, do_cache = dropout_forward(out, dropout_param)
    return out, (fc_cache, bn_cache, relu_cache, do_cache)


def affine_norm_relu_backward(dout, cache, normalization, dropout):
    dgamma, dbeta = None, None
    fc_cache, bn_cache, relu_cache, do_cache = cache
    if dropout:
        dout = dropout_backward(dout, do_cache)
    dout = relu_backward(dout, relu_cache)
    if normalization == 'batchnorm':
        dout, dgamma, dbeta = batchnorm_backward(dout, bn_cache)
    elif normalization == 'layernorm':
        dout, dgamma, dbeta = layernorm_backward(dout, bn_cache)
    dx, dw, db = affine_backward(dout, fc_cache)
    return dx, dw, db, dgamma, dbeta
