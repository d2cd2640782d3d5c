import numpy as np
from numpy import *

grid = lambda im: np.indices(im.shape[:2]).astype(float)


def bilinear_sample(image, rows, cols, fill=0.0):
    # tents: every pixel weighs max(0, 1-|dr|) * max(0, 1-|dc|)
    H, W, C = image.shape
    wr = np.maximum(0, 1 - abs(rows[..., None] - arange(H)))
    wc = np.maximum(0, 1 - abs(cols[..., None] - arange(W)))
    return fill + einsum('...h,...w,hwc->...c', wr, wc, image - fill)


horizontal_flip = lambda images, flips: np.array([im[:, ::-1] if f else im for im, f in zip(images, flips)])


def _about_centre(image, A):
    c = (array(image.shape[:2]) - 1)[:, None, None] / 2
    return bilinear_sample(image, *(tensordot(A, grid(image) - c, 1) + c))


def rotate(image, degrees):
    z = exp(1j * radians(degrees))
    return _about_centre(image, array([[z.real, z.imag], [-z.imag, z.real]]))


scale = lambda image, factor: _about_centre(image, eye(2) / factor)
translate = lambda image, down, right: bilinear_sample(image, *(grid(image) - array([down, right])[:, None, None]))


def random_crop(image, size, padding, rng):
    p = np.pad(image, [(padding,) * 2, (padding,) * 2, (0, 0)], 'constant')
    return rng.choice(rng.permutation(np.lib.stride_tricks.sliding_window_view(p, size, (0, 1)).reshape(-1, image.shape[2], *size))).transpose(1, 2, 0)


def cutout(image, row, col, size):
    i, j = np.ogrid[:image.shape[0], :image.shape[1]]
    i, j = i - row + size // 2, j - col + size // 2
    return where(((0 <= i) & (i < size) & (0 <= j) & (j < size))[..., None], 0, image)


def color_jitter(image, brightness, contrast, saturation):
    # without cutting off in between, the three commute
    w = array([[.299], [.587], [.114]])
    image = image @ (saturation * eye(3) + (1 - saturation) * w)
    return (brightness * (contrast * image + (1 - contrast) * (image @ w).mean())).clip(0, 1)


add_noise = lambda image, std, rng: rng.normal(image, std).clip(0, 1)


def thin_plate_spline(source, target, points):
    # with r^2 log r^2, as Bookstein has it
    def U(a):
        s = (a**2).sum(1)[:, None] - 2 * a @ source.T + (source**2).sum(1)
        return s * log(np.maximum(s, 1e-300))
    h = lambda a: c_[ones(len(a)), a]
    L = block([[U(source), h(source)], [h(source).T, zeros((3, 3))]])
    return c_[U(points), h(points)] @ linalg.lstsq(L, r_[target, zeros((3, 2))], rcond=None)[0]


thin_plate_warp = lambda image, source, target: bilinear_sample(image, *thin_plate_spline(target, source, grid(image).reshape(2, -1).T).T.reshape(2, *image.shape[:2]))
