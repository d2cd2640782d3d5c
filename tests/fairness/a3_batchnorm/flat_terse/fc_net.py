import numpy as np
import layers as L
import batchnorm as B
import dropout as D


class FullyConnectedNet:
    def __init__(self, hidden_dims, input_dim=3 * 32 * 32, num_classes=10, dropout_keep_ratio=1, normalization=None,
                 reg=0.0, weight_scale=1e-2, dtype=np.float32, seed=None):
        self.normalization, self.use_dropout, self.reg, self.dtype = normalization, dropout_keep_ratio < 1, reg, dtype
        self.num_layers, rng = len(hidden_dims) + 1, np.random.default_rng(seed)
        dims = [input_dim, *hidden_dims, num_classes]
        n = range(1, len(dims))
        self.params = {f"W{i}": rng.standard_normal((dims[i - 1], dims[i])) * weight_scale for i in n}
        self.params |= {f"b{i}": np.zeros(dims[i]) for i in n}
        if normalization:
            self.params |= {f"gamma{i}": np.ones(dims[i]) for i in n[:-1]} | {f"beta{i}": np.zeros(dims[i]) for i in n[:-1]}
        self.params = {k: v.astype(dtype) for k, v in self.params.items()}
        self.dropout_param = {"p": dropout_keep_ratio, **({} if seed is None else {"seed": seed})}
        self.bn_params = [{} for _ in hidden_dims]

    def loss(self, X, y=None):
        P, mode, tape = self.params, "train" if y is not None else "test", []
        for d in [self.dropout_param, *self.bn_params]:
            d["mode"] = mode

        def run(f, f_back, names, *args):
            out, cache = f(*args)
            tape.append((f_back, names, cache))
            return out

        h = X.astype(self.dtype)
        for i in range(1, self.num_layers):
            h = run(L.affine_forward, L.affine_backward, [f"W{i}", f"b{i}"], h, P[f"W{i}"], P[f"b{i}"])
            if self.normalization:
                f, g = ((B.batchnorm_forward, B.batchnorm_backward) if self.normalization == "batchnorm"
                        else (B.layernorm_forward, B.layernorm_backward))
                h = run(f, g, [f"gamma{i}", f"beta{i}"], h, P[f"gamma{i}"], P[f"beta{i}"], self.bn_params[i - 1])
            h = run(L.relu_forward, L.relu_backward, None, h)
            if self.use_dropout:
                h = run(D.dropout_forward, D.dropout_backward, None, h, self.dropout_param)
        i = self.num_layers
        scores = run(L.affine_forward, L.affine_backward, [f"W{i}", f"b{i}"], h, P[f"W{i}"], P[f"b{i}"])
        if mode == "test":
            return scores
        loss, d = L.softmax_loss(scores, y)
        grads = {}
        for back, names, cache in tape[::-1]:
            if names is None:
                d = back(d, cache)
            else:
                d, grads[names[0]], grads[names[1]] = back(d, cache)
        Ws = [k for k in P if k[0] == "W"]
        for k in Ws:
            grads[k] = grads[k] + self.reg * P[k]
        return loss + self.reg / 2 * sum((P[k] ** 2).sum() for k in Ws), grads
