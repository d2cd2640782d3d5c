import numpy as np

F = np.float32


# everything in float32, like on the GPU
def pixel_grid(image):
    H, W = image.shape[:2]
    rows, cols = np.mgrid[:H, :W]
    return rows.astype(F), cols.astype(F)


def bilinear_sample(image, rows, cols, fill=0.0):
    image, rows, cols = image.astype(F), rows.astype(F), cols.astype(F)
    H, W, C = image.shape
    # a frame of fill, and no place further out than this frame
    framed = np.full((H + 2, W + 2, C), fill, dtype=F)
    framed[1:-1, 1:-1] = image
    r = np.clip(rows + F(1), 0, H + 1)
    c = np.clip(cols + F(1), 0, W + 1)
    i = np.minimum(np.floor(r), H).astype(np.int32)
    j = np.minimum(np.floor(c), W).astype(np.int32)
    u = (r - i.astype(F))[..., np.newaxis]
    v = (c - j.astype(F))[..., np.newaxis]
    return ((1 - u) * (1 - v) * framed[i, j] + (1 - u) * v * framed[i, j + 1]
            + u * (1 - v) * framed[i + 1, j] + u * v * framed[i + 1, j + 1])


def horizontal_flip(images, flips):
    return np.where(flips.reshape(-1, 1, 1, 1), np.flip(images, axis=2), images).astype(F)


def rotate(image, degrees):
    H, W, _ = image.shape
    t = F(np.pi * degrees / 180)
    R = np.array([[np.cos(t), np.sin(t)], [-np.sin(t), np.cos(t)]], dtype=F)
    c = np.array([(H - 1) / 2, (W - 1) / 2], dtype=F)
    places = (np.stack(pixel_grid(image), axis=-1) - c) @ R.T + c
    return bilinear_sample(image, places[..., 0], places[..., 1])


def scale(image, factor):
    c = (np.array(image.shape[:2], dtype=F) - 1) / 2
    rows, cols = pixel_grid(image)
    return bilinear_sample(image, rows / F(factor) + c[0] * F(1 - 1 / factor), cols / F(factor) + c[1] * F(1 - 1 / factor))


def translate(image, down, right):
    rows, cols = pixel_grid(image)
    return bilinear_sample(image, rows - F(down), cols - F(right))


def random_crop(image, size, padding, rng):
    H, W, C = image.shape
    padded = np.zeros((H + 2 * padding, W + 2 * padding, C), dtype=F)
    padded[padding:padding + H, padding:padding + W] = image
    i, j = rng.integers([0, 0], [padded.shape[0] - size[0], padded.shape[1] - size[1]], endpoint=True)
    return padded[i:i + size[0], j:j + size[1]].copy()


def cutout(image, row, col, size):
    mask = np.ones(image.shape[:2], dtype=F)
    top, left = row - size // 2, col - size // 2
    mask[np.clip(top, 0, None):np.clip(top + size, 0, None), np.clip(left, 0, None):np.clip(left + size, 0, None)] = 0
    return image.astype(F) * mask[:, :, None]


def color_jitter(image, brightness, contrast, saturation):
    w = np.array([0.299, 0.587, 0.114], dtype=F)
    z = F(brightness) * image.astype(F)
    m = np.mean(z.dot(w))
    z = F(1 - contrast) * m + F(contrast) * z
    g = z.dot(w)[:, :, np.newaxis]
    z = F(1 - saturation) * g + F(saturation) * z
    return np.minimum(np.maximum(z, 0), 1)


def add_noise(image, std, rng):
    return np.clip(image.astype(F) + F(std) * rng.standard_normal(image.shape, dtype=F), 0, 1)


def thin_plate_spline(source, target, points):
    source, target, points = source.astype(F), target.astype(F), points.astype(F)

    def U(a, b):
        r = np.sqrt(((a[:, None] - b[None]) ** 2).sum(-1))
        return r ** 2 * np.log(r + F(1e-20))

    K = len(source)
    P = np.hstack([np.ones((K, 1), dtype=F), source])
    L = np.vstack([np.hstack([U(source, source), P]), np.hstack([P.T, np.zeros((3, 3), dtype=F)])])
    Y = np.vstack([target, np.zeros((3, 2), dtype=F)])
    coef = np.linalg.solve(L, Y)
    return np.hstack([U(points, source), np.ones((len(points), 1), dtype=F), points]) @ coef


def thin_plate_warp(image, source, target):
    rows, cols = pixel_grid(image)
    places = thin_plate_spline(target, source, np.stack([rows, cols], axis=-1).reshape(-1, 2))
    places = places.reshape(image.shape[0], image.shape[1], 2)
    return bilinear_sample(image, places[..., 0], places[..., 1])
