import math
import random
import numpy as np


def pixel_or_fill(image, i, j, c, fill):
    H, W, C = image.shape
    if i < 0 or i >= H or j < 0 or j >= W:
        return fill
    return image[i][j][c]


def sample_one(image, r, c, fill=0.0):
    # one place, all channels
    i = math.floor(r)
    j = math.floor(c)
    u = r - i
    v = c - j
    result = []
    for ch in range(image.shape[2]):
        a = pixel_or_fill(image, i, j, ch, fill)
        b = pixel_or_fill(image, i, j + 1, ch, fill)
        d = pixel_or_fill(image, i + 1, j, ch, fill)
        e = pixel_or_fill(image, i + 1, j + 1, ch, fill)
        upper = a + v * (b - a)
        lower = d + v * (e - d)
        result.append(upper + u * (lower - upper))
    return result


def bilinear_sample(image, rows, cols, fill=0.0):
    flat = [sample_one(image, r, c, fill) for r, c in zip(rows.flatten(), cols.flatten())]
    return np.array(flat).reshape(rows.shape + (image.shape[2],))


def horizontal_flip(images, flips):
    N, H, W, C = images.shape
    out = np.zeros((N, H, W, C))
    for n in range(N):
        for i in range(H):
            for j in range(W):
                if flips[n]:
                    out[n, i, j] = images[n, i, W - 1 - j]
                else:
                    out[n, i, j] = images[n, i, j]
    return out


def rotate(image, degrees):
    H, W, C = image.shape
    t = degrees * math.pi / 180
    out = np.zeros((H, W, C))
    for i in range(H):
        for j in range(W):
            y = i - (H - 1) / 2
            x = j - (W - 1) / 2
            r = (H - 1) / 2 + x * math.sin(t) + y * math.cos(t)
            c = (W - 1) / 2 + x * math.cos(t) - y * math.sin(t)
            out[i, j, :] = sample_one(image, r, c)
    return out


def scale(image, factor):
    H, W, C = image.shape
    out = np.zeros((H, W, C))
    for i in range(H):
        for j in range(W):
            out[i, j] = sample_one(image, (H - 1) / 2 + (i - (H - 1) / 2) / factor, (W - 1) / 2 + (j - (W - 1) / 2) / factor)
    return out


def translate(image, down, right):
    H, W, C = image.shape
    out = np.zeros((H, W, C))
    for i in range(H):
        for j in range(W):
            out[i, j] = sample_one(image, i - down, j - right)
    return out


def random_crop(image, size, padding, rng):
    H, W, C = image.shape
    padded = np.zeros((H + 2 * padding, W + 2 * padding, C))
    for i in range(H):
        for j in range(W):
            padded[i + padding][j + padding] = image[i][j]
    first_col = int(math.floor(rng.random() * (W + 2 * padding - size[1] + 1)))
    first_row = int(math.floor(rng.random() * (H + 2 * padding - size[0] + 1)))
    out = np.zeros((size[0], size[1], C))
    for i in range(size[0]):
        for j in range(size[1]):
            out[i, j] = padded[first_row + i, first_col + j]
    return out


def cutout(image, row, col, size):
    out = np.array(image)
    for i in range(row - size // 2, row - size // 2 + size):
        for j in range(col - size // 2, col - size // 2 + size):
            if 0 <= i < image.shape[0] and 0 <= j < image.shape[1]:
                out[i, j, :] = 0
    return out


def grey_of(p):
    return 0.299 * p[0] + 0.587 * p[1] + 0.114 * p[2]


def color_jitter(image, brightness, contrast, saturation):
    H, W, _ = image.shape
    out = image * brightness
    total = 0
    for i in range(H):
        for j in range(W):
            total += grey_of(out[i, j])
    m = total / (H * W)
    for i in range(H):
        for j in range(W):
            out[i, j] = m + contrast * (out[i, j] - m)
            g = grey_of(out[i, j])
            for k in range(3):
                z = g + saturation * (out[i, j, k] - g)
                if z < 0:
                    z = 0
                if z > 1:
                    z = 1
                out[i, j, k] = z
    return out


def add_noise(image, std, rng):
    out = np.zeros(image.shape)
    for i in range(image.shape[0]):
        for j in range(image.shape[1]):
            for k in range(image.shape[2]):
                out[i, j, k] = min(1, max(0, image[i, j, k] + rng.normal(0, std)))
    return out


def U(r):
    if r == 0:
        return 0
    return r ** 2 * math.log(r)


def thin_plate_spline(source, target, points):
    K = source.shape[0]
    A = np.zeros((K + 3, K + 3))
    for k in range(K):
        for l in range(K):
            A[k, l] = U(math.hypot(source[k, 0] - source[l, 0], source[k, 1] - source[l, 1]))
        A[k, K] = A[K, k] = 1
        A[k, K + 1] = A[K + 1, k] = source[k, 0]
        A[k, K + 2] = A[K + 2, k] = source[k, 1]
    out = np.zeros((len(points), 2))
    for d in range(2):
        rhs = np.zeros(K + 3)
        rhs[:K] = target[:, d]
        coef = np.linalg.inv(A).dot(rhs)
        for m, p in enumerate(points):
            out[m, d] = coef[K] + coef[K + 1] * p[0] + coef[K + 2] * p[1]
            for k in range(K):
                out[m, d] += coef[k] * U(np.linalg.norm(p - source[k]))
    return out


def thin_plate_warp(image, source, target):
    H, W, C = image.shape
    out = np.zeros((H, W, C))
    for i in range(H):
        for j in range(W):
            place = thin_plate_spline(target, source, np.array([[i, j]]))
            out[i, j] = sample_one(image, place[0, 0], place[0, 1])
    return out
