import numpy as np
import matplotlib.pyplot as plt


def bilinear_sample(image, rows, cols, fill=0.0):
    H, W, C = image.shape
    shape = rows.shape
    rows, cols = rows.ravel(), cols.ravel()
    r0, c0 = np.floor(rows), np.floor(cols)
    rows -= r0
    cols -= c0
    out = np.zeros((rows.size, C))
    for dr in range(2):
        for dc in range(2):
            r, c = r0 + dr, c0 + dc
            w = (rows if dr else 1 - rows) * (cols if dc else 1 - cols)
            ok = (0 <= r) & (r <= H - 1) & (0 <= c) & (c <= W - 1)
            out[~ok] += w[~ok][:, None] * fill
            out[ok] += w[ok][:, None] * image[r[ok].astype(int), c[ok].astype(int)]
    out.shape = shape + (C,)
    return out


def horizontal_flip(images, flips):
    for n in np.flatnonzero(flips):
        images[n] = np.fliplr(images[n])
    return images


def _from(image, M):
    H, W = image.shape[:2]
    Y, X = np.mgrid[0:H, 0:W] * 1.0
    Y -= (H - 1) / 2.
    X -= (W - 1) / 2.
    rows = M[0][0] * Y + M[0][1] * X
    cols = M[1][0] * Y + M[1][1] * X
    rows += (H - 1) / 2.
    cols += (W - 1) / 2.
    return bilinear_sample(image, rows, cols)


def rotate(image, degrees):
    t = np.radians(degrees % 360)
    return _from(image, [[np.cos(t), np.sin(t)], [-np.sin(t), np.cos(t)]])


def scale(image, factor):
    return _from(image, [[1. / factor, 0], [0, 1. / factor]])


def translate(image, down, right):
    # row by row, then column by column
    rows, cols = np.meshgrid(range(image.shape[0]), range(image.shape[1]), indexing='ij')
    image = bilinear_sample(image, rows - down, cols * 1.)
    return bilinear_sample(image, rows * 1., cols - right)


def random_crop(image, size, padding, rng):
    h, w = size
    if padding > 0:
        H, W, C = image.shape
        image = np.concatenate([np.zeros((padding, W, C)), image, np.zeros((padding, W, C))], axis=0)
        image = np.concatenate([np.zeros((H + 2 * padding, padding, C)), image, np.zeros((H + 2 * padding, padding, C))], axis=1)
    tops = np.arange(image.shape[0] - h + 1)
    lefts = np.arange(image.shape[1] - w + 1)
    top, left = rng.choice(tops), rng.choice(lefts)
    return image[top:top + h, left:left + w, :]


def cutout(image, row, col, size):
    H, W = image.shape[:2]
    y1, x1 = row - size // 2, col - size // 2
    y2, x2 = np.clip(y1 + size, 0, H), np.clip(x1 + size, 0, W)
    image[np.clip(y1, 0, H):y2, np.clip(x1, 0, W):x2, :] = 0.
    return image


def color_jitter(image, brightness, contrast, saturation):
    image *= brightness
    grey = image[..., 0] * 0.299 + image[..., 1] * 0.587 + image[..., 2] * 0.114
    m = np.mean(grey)
    image -= m
    image *= contrast
    image += m
    grey = image[..., :1] * 0.299 + image[..., 1:2] * 0.587 + image[..., 2:] * 0.114
    image -= grey
    image *= saturation
    image += grey
    image[image < 0] = 0
    image[image > 1] = 1
    return image


def add_noise(image, std, rng):
    image += rng.normal(loc=0., scale=std, size=image.shape)
    np.clip(image, 0., 1., out=image)
    return image


def thin_plate_spline(source, target, points):
    K = source.shape[0]

    def kernel(a, b):
        r = np.linalg.norm(a[:, np.newaxis, :] - b[np.newaxis, :, :], axis=2)
        u = np.zeros_like(r)
        far = r > 0
        u[far] = r[far] ** 2 * np.log(r[far])
        return u

    A = np.zeros((K + 3, K + 3))
    A[:K, 0] = 1
    A[:K, 1:3] = source
    A[:K, 3:] = kernel(source, source)
    A[K, 3:] = 1
    A[K + 1:, 3:] = source.T
    b = np.zeros((K + 3, 2))
    b[:K] = target - source        # displacements
    x = np.linalg.pinv(A).dot(b)
    points += x[0] + points.dot(x[1:3]) + kernel(points, source).dot(x[3:])
    return points


def thin_plate_warp(image, source, target):
    H, W, C = image.shape
    points = np.array([(i, j) for i in range(H) for j in range(W)], dtype=float)
    points = thin_plate_spline(target, source, points)
    return bilinear_sample(image, points[:, 0].copy(), points[:, 1].copy()).reshape(H, W, C)
