# blog style: four corner pixels Ia, Ib, Ic, Id, weights wa..wd (the well-known bilinear_interpolate), on a padded image
import numpy as np


def bilinear_sample(image, rows, cols, fill=0.0):
    rows = np.asarray(rows)
    cols = np.asarray(cols)
    H, W, C = image.shape
    padded = np.full((H + 2, W + 2, C), fill, dtype=float)
    padded[1:-1, 1:-1] = image
    y = np.clip(rows, -1, H) + 1
    x = np.clip(cols, -1, W) + 1
    y0 = np.clip(np.floor(y).astype(int), 0, H)
    x0 = np.clip(np.floor(x).astype(int), 0, W)
    y1 = y0 + 1
    x1 = x0 + 1
    Ia = padded[y0, x0]
    Ib = padded[y1, x0]
    Ic = padded[y0, x1]
    Id = padded[y1, x1]
    wa = (x1 - x) * (y1 - y)
    wb = (x1 - x) * (y - y0)
    wc = (x - x0) * (y1 - y)
    wd = (x - x0) * (y - y0)
    return wa[..., None] * Ia + wb[..., None] * Ib + wc[..., None] * Ic + wd[..., None] * Id


def horizontal_flip(images, flips):
    out = images.copy()
    for i in range(len(images)):
        if flips[i]:
            out[i] = np.fliplr(images[i])
    return out


def rotate(image, degrees):
    H, W, C = image.shape
    cy, cx = (H - 1) / 2., (W - 1) / 2.
    theta = np.deg2rad(degrees)
    R = np.array([[np.cos(theta), np.sin(theta)], [-np.sin(theta), np.cos(theta)]])
    yy, xx = np.mgrid[0:H, 0:W]
    coords = np.stack([yy.ravel() - cy, xx.ravel() - cx])
    src = R @ coords
    return bilinear_sample(image, src[0] + cy, src[1] + cx).reshape(H, W, C)


def scale(image, factor):
    H, W, C = image.shape
    cy, cx = (H - 1) / 2., (W - 1) / 2.
    ii, jj = np.meshgrid(np.arange(H), np.arange(W), indexing='ij')
    return bilinear_sample(image, (ii - cy) / factor + cy, (jj - cx) / factor + cx)


def translate(image, down, right):
    H, W, C = image.shape
    ii, jj = np.indices((H, W))
    return bilinear_sample(image, ii - down, jj - right)


def random_crop(image, size, padding, rng):
    h, w = size
    padded = np.pad(image, ((padding, padding), (padding, padding), (0, 0)), mode='constant')
    top = rng.integers(0, padded.shape[0] - h + 1)
    left = rng.integers(0, padded.shape[1] - w + 1)
    return padded[top:top + h, left:left + w, :]


def cutout(image, row, col, size):
    h, w = image.shape[:2]
    mask = np.ones((h, w), np.float32)
    y1 = np.clip(row - size // 2, 0, h)
    y2 = np.clip(row - size // 2 + size, 0, h)
    x1 = np.clip(col - size // 2, 0, w)
    x2 = np.clip(col - size // 2 + size, 0, w)
    mask[y1:y2, x1:x2] = 0.
    return image * mask[:, :, None]


def _gray(img):
    return 0.299 * img[:, :, 0] + 0.587 * img[:, :, 1] + 0.114 * img[:, :, 2]


def _blend(img1, img2, ratio):
    return ratio * img1 + (1.0 - ratio) * img2


def color_jitter(image, brightness, contrast, saturation):
    out = _blend(image, np.zeros_like(image), brightness)
    out = _blend(out, _gray(out).mean(), contrast)
    out = _blend(out, _gray(out)[..., None], saturation)
    return np.clip(out, 0, 1)


def add_noise(image, std, rng):
    noise = rng.normal(0, std, image.shape)
    return np.clip(image + noise, 0, 1)


def _U(r):
    return r ** 2 * np.log(np.where(r == 0, 1, r))


def thin_plate_spline(source, target, points):
    K = len(source)
    d = np.linalg.norm(source[:, None] - source[None], axis=-1)
    P = np.hstack([np.ones((K, 1)), source])
    L = np.block([[_U(d), P], [P.T, np.zeros((3, 3))]])
    Y = np.vstack([target, np.zeros((3, 2))])
    params = np.linalg.solve(L, Y)
    d2 = np.linalg.norm(points[:, None] - source[None], axis=-1)
    Q = np.hstack([_U(d2), np.ones((len(points), 1)), points])
    return Q.dot(params)


def thin_plate_warp(image, source, target):
    H, W, C = image.shape
    grid = np.argwhere(np.ones((H, W)))
    back = thin_plate_spline(target, source, grid)
    return bilinear_sample(image, back[:, 0].reshape(H, W), back[:, 1].reshape(H, W))
