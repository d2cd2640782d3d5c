"""Pixel by pixel, as one would write it in C; no array tricks."""
import math

import numpy as np


def pixel(image, i, j, fill):
    if 0 <= i < image.shape[0] and 0 <= j < image.shape[1]:
        return image[i, j]
    return np.full(image.shape[2], fill)


def sample_one(image, r, c, fill=0.0):
    i, j = math.floor(r), math.floor(c)
    u, v = r - i, c - j
    top = (1 - v) * pixel(image, i, j, fill) + v * pixel(image, i, j + 1, fill)
    bottom = (1 - v) * pixel(image, i + 1, j, fill) + v * pixel(image, i + 1, j + 1, fill)
    return (1 - u) * top + u * bottom


def bilinear_sample(image, rows, cols, fill=0.0):
    out = np.empty(rows.shape + (image.shape[2],))
    for index in np.ndindex(*rows.shape):
        out[index] = sample_one(image, rows[index], cols[index], fill)
    return out


def horizontal_flip(images, flips):
    return np.where(flips[:, None, None, None], images[:, :, ::-1], images)


def remap(image, place):
    out = np.zeros_like(image)
    for i in range(image.shape[0]):
        for j in range(image.shape[1]):
            r, c = place(i, j)
            out[i, j] = sample_one(image, r, c)
    return out


def rotate(image, degrees):
    t = degrees * math.pi / 180
    H, W, _ = image.shape

    def place(i, j):
        y, x = i - (H - 1) / 2, j - (W - 1) / 2
        return (H - 1) / 2 + x * math.sin(t) + y * math.cos(t), (W - 1) / 2 + x * math.cos(t) - y * math.sin(t)

    return remap(image, place)


def scale(image, factor):
    H, W, _ = image.shape
    a, b = (H - 1) / 2, (W - 1) / 2
    return remap(image, lambda i, j: (a + (i - a) / factor, b + (j - b) / factor))


def translate(image, down, right):
    return remap(image, lambda i, j: (i - down, j - right))


def random_crop(image, size, padding, rng):
    H, W, C = image.shape
    padded = np.zeros((H + 2 * padding, W + 2 * padding, C))
    padded[padding:padding + H, padding:padding + W] = image
    i = int(rng.random() * (padded.shape[0] - size[0] + 1))
    j = int(rng.random() * (padded.shape[1] - size[1] + 1))
    return padded[i:i + size[0], j:j + size[1]].copy()


def cutout(image, row, col, size):
    out = image.copy()
    first_row, first_col = row - size // 2, col - size // 2
    for i in range(first_row, first_row + size):
        for j in range(first_col, first_col + size):
            if 0 <= i < image.shape[0] and 0 <= j < image.shape[1]:
                out[i, j, :] = 0
    return out


def color_jitter(image, brightness, contrast, saturation):
    luma = np.array([0.299, 0.587, 0.114])
    z = image * brightness
    m = (z @ luma).mean()
    z = (1 - contrast) * m + contrast * z
    g = np.repeat((z @ luma)[:, :, None], 3, axis=2)
    z = (1 - saturation) * g + saturation * z
    z[z < 0] = 0
    z[z > 1] = 1
    return z


def add_noise(image, std, rng):
    noisy = image + std * rng.standard_normal(size=image.shape)
    return np.minimum(np.maximum(noisy, 0), 1)


def tps_kernel(a, b):
    r2 = ((a[:, None, :] - b[None, :, :]) ** 2).sum(-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        u = 0.5 * r2 * np.log(r2)
    return np.nan_to_num(u)


def thin_plate_spline(source, target, points):
    K = source.shape[0]
    L = np.zeros((K + 3, K + 3))
    L[:K, :K] = tps_kernel(source, source)
    L[:K, K] = 1
    L[:K, K + 1:] = source
    L[K:, :K] = L[:K, K:].T
    rhs = np.zeros((K + 3, 2))
    rhs[:K] = target
    theta = np.linalg.lstsq(L, rhs, rcond=None)[0]
    w, a, lin = theta[:K], theta[K], theta[K + 1:]
    return a + points @ lin + tps_kernel(points, source) @ w


def thin_plate_warp(image, source, target):
    places = [(i, j) for i in range(image.shape[0]) for j in range(image.shape[1])]
    back = thin_plate_spline(np.asarray(target, float), np.asarray(source, float), np.array(places, float))
    out = np.zeros_like(image)
    for (i, j), (r, c) in zip(places, back):
        out[i, j] = sample_one(image, r, c)
    return out
