import numpy as np

f32 = np.float32


def dropout_forward(x, dropout_param):
    p, mode = f32(dropout_param["p"]), dropout_param["mode"]
    if "seed" in dropout_param:
        np.random.seed(dropout_param["seed"])
    x = x.astype(f32)
    if mode == "train":
        keep = np.random.choice([True, False], size=x.shape, p=[float(p), 1 - float(p)])
        mask = keep.astype(f32) / p
    else:
        mask = np.ones(x.shape, dtype=f32)
    return x * mask, mask


def dropout_backward(dout, cache):
    return dout.astype(f32) * cache
