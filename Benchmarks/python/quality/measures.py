"""Errors of alpha against the truth, of one picture. README.md beside Benchmarks/ tells what each means and its source.

Alpha is 0 ... 1. Lengths hold for pictures of 1280 px; wider ones have them in proportion, smaller ones as they are.
"""

import functools

import cv2
import numpy as np

NORMAL_WIDTH = 1280
BAND = 10  # px on either side of soft pixels
FAR = 12  # px from the person; farther out nothing of the old background may show
SIGMA = 1.4  # px, of both gradient errors
LUMA = np.array([0.299, 0.587, 0.114])


def convolved(alpha, across, down):
    """A picture convolved with a kernel along its rows and another along its columns; borders are mirrored."""
    return cv2.sepFilter2D(alpha, cv2.CV_64F, across[::-1], down[::-1], borderType=cv2.BORDER_REFLECT)


def kernels(sigma, reach):
    """A Gaussian and its derivative, sampled at whole pixels and not yet scaled."""
    x = np.arange(-reach, reach + 1)
    bell = np.exp(-x ** 2 / (2 * sigma ** 2))
    return bell, -x * bell


def gradient_magnitude(alpha, sigma):
    """Magnitude of the gradient of a Gaussian-smoothed picture, per pixel."""
    bell, slope = kernels(sigma, int(4 * sigma + 0.5))
    bell, slope = bell / bell.sum(), slope / (sigma ** 2 * bell.sum())
    return np.hypot(convolved(alpha, slope, bell), convolved(alpha, bell, slope))


def published_gradient(alpha, sigma=SIGMA):
    """Gradient magnitude by Rhemann et al.'s kernels: cut off at 1 % and of unit energy."""
    bell, slope = kernels(sigma, int(np.ceil(sigma * np.sqrt(-2 * np.log(np.sqrt(2 * np.pi) * sigma * 0.01)))))
    bell, slope = bell / np.sqrt((bell ** 2).sum()), slope / np.sqrt((slope ** 2).sum())
    return np.hypot(convolved(alpha, slope, bell), convolved(alpha, bell, slope))


def connected_level(alpha, truth):
    """The highest of ten levels at which a pixel is still connected with the largest part that both have."""
    both = (np.minimum(alpha, truth) * 10 + 1e-5).astype(np.uint8)
    is_open, passed = np.ones(truth.shape, bool), np.zeros(truth.shape, np.uint8)
    for step in range(1, 11):
        count, labels, stats, _ = cv2.connectedComponentsWithStats((both >= step).astype(np.uint8), connectivity=4)
        if count == 1:
            break
        is_open &= labels == 1 + np.argmax(stats[1:, cv2.CC_STAT_AREA])
        passed += is_open
    return passed / 10


class Truth:
    """The true alpha of a picture, and where it is looked at; what costs time is made when it is asked for."""

    def __init__(self, alpha):
        self.alpha = np.asarray(alpha, float)
        self.width = self.alpha.shape[1]
        self.enlargement = max(1, self.width / NORMAL_WIDTH)
        # Pixels of this picture in pixels of one that is 1280 px wide.
        self.area = (NORMAL_WIDTH / self.width) ** 2

    @functools.cached_property
    def soft(self):
        """Pixels that the person covers in part; of a person without any, those along the contour."""
        soft = (self.alpha > 0.02) & (self.alpha < 0.98)
        if soft.any():
            return soft
        inside = (self.alpha > 0.5).astype(np.uint8)
        return cv2.morphologyEx(inside, cv2.MORPH_GRADIENT, cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))) > 0

    @functools.cached_property
    def band(self):
        side = 2 * round(BAND * self.enlargement) + 1
        return cv2.dilate(self.soft.astype(np.uint8), np.ones((side, side))) > 0

    @functools.cached_property
    def far(self):
        side = 2 * round(FAR * self.width / NORMAL_WIDTH) + 1
        return cv2.dilate((self.alpha > 0.5 / 255).astype(np.uint8),
                          cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))) == 0

    @functools.cached_property
    def gradient(self):
        return gradient_magnitude(self.alpha, SIGMA * self.enlargement)

    @functools.cached_property
    def published(self):
        return published_gradient(self.alpha)

    def score(self, alpha, colors=None):
        """All measures of an alpha, by name; `haze` where the cut-out's colors (RGB, 0 ... 255) are given."""
        alpha = np.asarray(alpha, float)
        difference = alpha - self.alpha
        size = np.abs(difference)
        gradient = gradient_magnitude(alpha, SIGMA * self.enlargement) - self.gradient
        level = connected_level(alpha, self.alpha)
        scores = {
            "sad": size.sum() / 1000 * self.area,
            "band_mse": (difference[self.band] ** 2).mean() * 1000 if self.band.any() else 0.0,
            # Gradients are per pixel: squares of those of an enlarged picture are as much smaller as it has more pixels.
            "gradient": (gradient ** 2).sum() * self.area * self.enlargement ** 2,
            "mad": size.mean() * 1000,
            "mse": (difference ** 2).mean() * 1000,
            "grad": ((published_gradient(alpha) - self.published) ** 2).sum() / 1000,
            "conn": np.abs(connectivity(self.alpha, level) - connectivity(alpha, level)).sum() / 1000,
        }
        if colors is not None:
            shown = (colors[self.far] @ LUMA) * alpha[self.far]
            scores["haze"] = float(shown.mean()) if shown.size else 0.0
        return scores


def connectivity(alpha, level):
    """How connected pixels are, 0 ... 1: less by what they are above their level, from 0.15 on."""
    above = alpha - level
    return 1 - above * (above >= 0.15)


def color_error(made, foreground, truth, color):
    """Mean absolute difference (levels of 255) in the band from the true person on a color.

    `foreground` is the person's color times alpha, 0 ... 255.
    """
    if not truth.band.any():
        return 0.0
    wanted = foreground[truth.band] + np.asarray(color, float) * (1 - truth.alpha[truth.band][:, None])
    return float(np.abs(made[truth.band] - wanted).mean())


def temporal_error(alphas, truths):
    """dtSSD times 100: how far the changes from frame to frame are from the true ones."""
    errors = [np.sqrt((((a - b) - (p - q)) ** 2).mean())
              for a, b, p, q in zip(alphas[1:], alphas, truths[1:], truths)]
    return 100 * float(np.mean(errors))


def flicker(alphas, band):
    """Mean change from frame to frame (levels of 255) in the band, where nothing moves."""
    return 255 * float(np.mean([np.abs(a - b)[band].mean() for a, b in zip(alphas[1:], alphas)]))
