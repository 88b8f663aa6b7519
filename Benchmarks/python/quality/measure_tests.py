"""Tests of the measures: cases whose scores follow from a formula."""

import math
import tempfile
import unittest

import numpy as np
from scipy.ndimage import convolve, gaussian_filter

from quality import blurs, measures
from quality.measures import Truth


def step(width, height, column):
    """Nothing on the left, all on the right of a column."""
    alpha = np.zeros((height, width))
    alpha[:, column:] = 1
    return alpha


def ramp(width, height, first, last):
    """From 0 at one column to 1 at another."""
    return np.broadcast_to(((np.arange(width) - first) / (last - first)).clip(0, 1), (height, width)).copy()


def bell_edge(width, height, sigma):
    """A contour in the middle that a Gaussian has softened."""
    x = np.arange(width) - width / 2
    row = np.array([0.5 * (1 + math.erf(value / sigma / math.sqrt(2))) for value in x])
    return np.broadcast_to(row, (height, width)).copy()


class AlphaTests(unittest.TestCase):
    def test_identical_mattes_score_nothing(self):
        alpha = bell_edge(320, 90, 4)
        for name, value in Truth(alpha).score(alpha, np.full((*alpha.shape, 3), 255.0)).items():
            if name != "haze":
                self.assertAlmostEqual(value, 0, places=9, msg=name)

    def test_a_shifted_step_has_its_area(self):
        scores = Truth(step(1280, 400, 600)).score(step(1280, 400, 607))
        self.assertAlmostEqual(scores["sad"], 7 * 400 / 1000)
        self.assertAlmostEqual(scores["mad"], 1000 * 7 / 1280)
        self.assertAlmostEqual(scores["mse"], 1000 * 7 / 1280)

    def test_the_band_is_ten_pixels_about_what_is_soft(self):
        # One soft column: a band of 21 columns, of which 3 are wrong by a half.
        alpha = step(1280, 100, 601)
        alpha[:, 600] = 0.5
        made = alpha.copy()
        made[:, 604:607] = 0.5
        truth = Truth(alpha)
        self.assertEqual(truth.band[50].nonzero()[0].tolist(), list(range(590, 611)))
        self.assertAlmostEqual(truth.score(made)["band_mse"], 1000 * 3 * 0.25 / 21)
        # Beyond it nothing counts.
        made = alpha.copy()
        made[:, 700:] = 0
        self.assertEqual(truth.score(made)["band_mse"], 0)

    def test_a_hard_contour_has_a_band_too(self):
        band = Truth(step(1280, 60, 600)).band[30].nonzero()[0]
        self.assertEqual((band[0], band[-1]), (589, 610))

    def test_the_band_of_a_large_picture_is_larger(self):
        alpha = step(2560, 40, 1201)
        alpha[:, 1200] = 0.5
        self.assertEqual(Truth(alpha).band[20].sum(), 41)

    def test_sad_does_not_depend_on_size(self):
        small = Truth(step(640, 200, 300)).score(step(640, 200, 305))["sad"]
        large = Truth(step(2560, 800, 1200)).score(step(2560, 800, 1220))["sad"]
        self.assertAlmostEqual(small, large)

    def test_gradient_of_a_lost_edge(self):
        # A bell edge's gradient, smoothed, is a bell of variance s^2 + 1.4^2; its square's integral is 1 / (2 sqrt(pi) s).
        height, sigma = 80, 3.0
        error = Truth(bell_edge(1280, height, sigma)).score(np.full((height, 1280), 0.5))["gradient"]
        spread = math.hypot(sigma, measures.SIGMA)
        self.assertAlmostEqual(error, height / (2 * math.sqrt(math.pi) * spread), delta=0.01 * error)

    def test_gradient_is_that_of_scipy(self):
        alpha = np.random.default_rng(1).random((60, 80))
        wanted = np.hypot(gaussian_filter(alpha, 1.4, order=(0, 1)), gaussian_filter(alpha, 1.4, order=(1, 0)))
        np.testing.assert_allclose(measures.gradient_magnitude(alpha, 1.4), wanted, atol=1e-12)

    def test_gradient_does_not_depend_on_size(self):
        at_once = [Truth(bell_edge(1280 * k, 60 * k, 3.0 * k)).score(np.full((60 * k, 1280 * k), 0.5))["gradient"]
                   for k in (1, 3)]
        self.assertAlmostEqual(at_once[0], at_once[1], delta=0.01 * at_once[0])

    def test_published_gradient_is_the_kernel_of_unit_energy(self):
        # The 9x9 kernel as Rhemann et al. write it, in two dimensions, on a picture by chance.
        sigma, reach = 1.4, 4
        x = np.arange(-reach, reach + 1)
        bell = np.exp(-x ** 2 / (2 * sigma ** 2)) / (sigma * math.sqrt(2 * math.pi))
        kernel = np.outer(bell, -x * bell / sigma ** 2)
        kernel /= np.sqrt((kernel ** 2).sum())
        alpha = np.random.default_rng(0).random((40, 50))
        wanted = np.hypot(convolve(alpha, kernel), convolve(alpha, kernel.T))
        np.testing.assert_allclose(measures.published_gradient(alpha), wanted, atol=1e-12)

    def test_published_gradient_counts_thousands(self):
        truth = Truth(step(640, 100, 320))
        wanted = (measures.published_gradient(step(640, 100, 320)) ** 2).sum() / 1000
        self.assertAlmostEqual(truth.score(np.zeros((100, 640)))["grad"], wanted)


class ConnectivityTests(unittest.TestCase):
    def person(self):
        alpha = np.zeros((200, 300))
        alpha[50:150, 50:150] = 1
        return alpha

    def test_a_blob_apart_counts_whole(self):
        made = self.person()
        made[10:20, 200:220] = 1
        self.assertAlmostEqual(Truth(self.person()).score(made)["conn"], 10 * 20 / 1000)

    def test_a_blob_fainter_than_the_threshold_does_not_count(self):
        made = self.person()
        made[10:20, 200:220] = 0.14
        self.assertEqual(Truth(self.person()).score(made)["conn"], 0)
        made[10:20, 200:220] = 0.4
        self.assertAlmostEqual(Truth(self.person()).score(made)["conn"], 200 * 0.4 / 1000)

    def test_a_part_that_both_have_apart_does_not_count(self):
        alpha = self.person()
        alpha[10:20, 200:220] = 1
        self.assertEqual(Truth(alpha).score(alpha.copy())["conn"], 0)

    def test_only_the_largest_part_is_the_person(self):
        alpha = self.person()
        alpha[10:20, 200:220] = 1
        made = alpha.copy()
        made[10:20, 200:220] = 0.9
        self.assertAlmostEqual(Truth(alpha).score(made)["conn"], 200 * 0.1 / 1000)

    def test_a_hole_counts_whole(self):
        made = self.person()
        made[90:100, 90:110] = 0
        self.assertAlmostEqual(Truth(self.person()).score(made)["conn"], 200 / 1000)

    def test_a_person_who_is_lost_counts_whole(self):
        self.assertAlmostEqual(Truth(self.person()).score(np.zeros((200, 300)))["conn"], 10)


class HazeAndColorTests(unittest.TestCase):
    def test_haze_is_what_shows_far_away(self):
        truth = Truth(step(1280, 100, 1000))
        # 12 pixels about the person are not looked at.
        self.assertEqual(truth.far[50].sum(), 1000 - 12)
        made = step(1280, 100, 1000)
        made[:, 900:1000] = 1
        made[:, :400] = 0.1
        haze = truth.score(made, np.full((*made.shape, 3), 200.0))["haze"]
        self.assertAlmostEqual(haze, 200 * (0.1 * 400 + 88) / 988)

    def test_haze_of_a_picture_full_of_the_person(self):
        truth = Truth(np.ones((50, 60)))
        self.assertEqual(truth.score(np.ones((50, 60)), np.full((50, 60, 3), 255.0))["haze"], 0)

    def test_color_errors_are_levels_in_the_band(self):
        alpha = ramp(1280, 60, 600, 610)
        truth, person = Truth(alpha), np.full((60, 1280, 3), 100.0)
        foreground = person * alpha[..., None]
        made = foreground + np.array((0, 255, 0)) * (1 - alpha[..., None])
        self.assertAlmostEqual(measures.color_error(made, foreground, truth, (0, 255, 0)), 0)
        self.assertAlmostEqual(measures.color_error(made + 7, foreground, truth, (0, 255, 0)), 7)
        outside = made.copy()
        outside[:, 700:] = 0
        self.assertAlmostEqual(measures.color_error(outside, foreground, truth, (0, 255, 0)), 0)


class TimeTests(unittest.TestCase):
    def test_temporal_error_of_true_changes_is_nothing(self):
        truths = [step(200, 50, column) for column in (100, 103, 107)]
        wrong_by_the_same = [truth * 0.8 for truth in [truths[0]] * 3]
        self.assertEqual(measures.temporal_error(truths, truths), 0)
        self.assertEqual(measures.temporal_error(wrong_by_the_same, [truths[0]] * 3), 0)

    def test_temporal_error_of_a_flicker_everywhere(self):
        truth = np.full((50, 60), 0.5)
        alphas = [truth + 0.03 * sign for sign in (1, -1, 1, -1)]
        self.assertAlmostEqual(measures.temporal_error(alphas, [truth] * 4), 100 * 0.06)

    def test_temporal_error_of_what_lags(self):
        # One frame behind: columns of 4 appear late, and the same number is wrong each time.
        truths = [step(400, 50, 200 - 4 * index) for index in range(5)]
        late = [truths[max(0, index - 1)] for index in range(5)]
        first = math.sqrt(4 / 400)  # the only change that is missing: later ones are alike, but elsewhere
        others = math.sqrt(8 / 400)
        self.assertAlmostEqual(measures.temporal_error(late, truths), 100 * (first + 3 * others) / 4)

    def test_flicker_is_levels_in_the_band(self):
        alpha = ramp(320, 40, 150, 160)
        band = Truth(alpha).band
        alphas = [alpha, alpha + 0.02 * band, alpha]
        self.assertAlmostEqual(measures.flicker(alphas, band), 255 * 0.02)


class BlurTests(unittest.TestCase):
    def test_contrast_of_what_is_averaged(self):
        picture = blurs.checker(1280)
        self.assertEqual(picture.shape, (720, 1280))
        before = blurs.contrast(picture)
        self.assertAlmostEqual(before, 100, delta=1)  # gray levels 20 and 220 by halves
        half = (picture / 2 + 60).astype(np.uint8)
        self.assertAlmostEqual(blurs.contrast(half) / before, 0.5, delta=0.01)
        self.assertEqual(blurs.contrast(np.full((720, 1280), 120, np.uint8)), 0)
        # What is finer than 640 columns is averaged away.
        first = np.random.default_rng(3).integers(0, 2, (360, 640))
        blocks = np.kron(first, [[1, 0], [0, 1]]) + np.kron(1 - first, [[0, 1], [1, 0]])
        self.assertEqual(blurs.contrast((blocks * 255).astype(np.uint8)), 0)

    def test_the_checker_is_the_same_at_every_size(self):
        values = [blurs.contrast(blurs.checker(width)) for width in blurs.WIDTHS]
        self.assertLess(max(values) - min(values), 0.5)

    def test_words_are_five_per_cent_high(self):
        rows = (blurs.text(1280) < 100).any(1).nonzero()[0]
        self.assertAlmostEqual((rows[-1] - rows[0]) / 720, 0.045, delta=0.012)

    @unittest.skipUnless(blurs.has_tesseract(), "tesseract is absent")
    def test_words_that_are_there_are_read(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(blurs.read_words(blurs.text(1280), folder), 1)
            self.assertEqual(blurs.read_words(np.full((720, 1280), 240, np.uint8), folder), 0)

    @unittest.skipUnless(blurs.has_tesseract(), "tesseract is absent")
    def test_sharpening_brings_words_back(self):
        soft = gaussian_filter(blurs.text(1280).astype(float), 3.5).round().astype(np.uint8)
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(max(blurs.read_words(tried, folder) for tried in blurs.sharpened(soft)), 1)
