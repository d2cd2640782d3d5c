from .layers import *
from .fast_layers import *


def affine_relu_forward(x, w, b):
    """Convenience layer that performs an affine transform followed by a ReLU."""
    a, fc_cache = affine_forward(x, w, b)
    out, relu_cache = relu_forward(a)
    cache = (fc_cache, relu_cache)
    return out, cache


def affine_relu_backward(dout, cache):
    """Backward pass for the affine-relu convenience layer."""
    fc_cache, relu_cache = cache
    da = relu_backward(dout, relu_cache)
    dx, dw, db = affine_backward(da, fc_cache)
    return dx, dw, db


def generic_forward(x, w, b, gamma=None, beta=None, bn_param=None, dropout_param=None, last=False):
    """affine - [batch/layer norm] - relu - [dropout]"""
    bn_cache, ln_cache, relu_cache, dropout_cache = None, None, None, None
    out, fc_cache = affine_forward(x, w, b)
    if not last:
        if bn_param is not None:
            if 'mode' in bn_param:
                out, bn_cache = batchnorm_forward(out, gamma, beta, bn_param)
            else:
                out, ln_cache = layernorm_forward(out, gamma, beta, bn_param)
        out, relu_cache = relu_forward(out)
        if dropout_param is not None:
            out, dropout_cache = dropout_forward(out, dropout_param)
    cache = fc_cache, bn_cache, ln_cache, relu_cache, dropout_cache
    return out, cache


def generic_backward(dout, cache):
    dgamma, dbeta = None, None
    fc_cache, bn_cache, ln_cache, relu_cache, dropout_cache = cache
    if dropout_cache is not None:
        dout = dropout_backward(dout, dropout_cache)
    if relu_cache is not None:
        dout = relu_backward(dout, relu_cache)
    if bn_cache is not None:
        dout, dgamma, dbeta = batchnorm_backward_alt(dout, bn_cache)
    elif ln_cache is not None:
        dout, dgamma, dbeta = layernorm_backward(dout, ln_cache)
    dx, dw, db = affine_backward(dout, fc_cache)
    return dx, dw, db, dgamma, dbeta
