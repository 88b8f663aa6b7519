"""Drawn people from seeds: hair strand by strand, glasses, fingers, a gap between arm and body.

What is drawn is color times coverage and coverage, in one canvas, so alpha and colors are true by construction at
every size. Lengths are in heads (chin to crown); the middle of the head is the origin, x to the right, y down.
"""

import math

import cv2
import numpy as np

SHIFT = 4  # fractional bits of OpenCV's coordinates
SKINS = ((224, 172, 140), (141, 85, 56), (240, 200, 172), (180, 122, 84))
HAIRS = ((46, 32, 24), (150, 104, 52), (24, 22, 24), (96, 44, 26), (150, 146, 142))
CLOTHES = ((52, 84, 140), (150, 40, 44), (210, 206, 196), (38, 44, 46), (44, 110, 84))
LIGHT = (-0.55, -0.8)  # where the light comes from


class Pose:
    """Where a person is in a picture and how she holds herself."""

    def __init__(self, x, y, scale, sway=0.0, wave=0.0):
        self.x, self.y, self.scale = x, y, scale  # the head's middle and height, pixels
        self.sway = sway  # radians that the head leans
        self.wave = wave  # radians that the raised forearm leans


class Canvas:
    """Premultiplied RGBA in bytes, drawn with antialiasing, in heads."""

    def __init__(self, width, height, pose, supersampling):
        self.pixels = np.zeros((height * supersampling, width * supersampling, 4), np.uint8)
        self.pose, self.factor = pose, supersampling

    def place(self, points, lean=0.0, pivot=(0.0, 0.0)):
        """Points in heads, turned around a pivot, as OpenCV's fixed-point pixels."""
        points = np.asarray(points, float).reshape(-1, 2)
        cosine, sine = math.cos(lean), math.sin(lean)
        turned = (points - pivot) @ np.array([[cosine, sine], [-sine, cosine]]) + pivot
        pixels = (turned * self.pose.scale + (self.pose.x, self.pose.y)) * self.factor
        # The middle of a pixel is a whole number to OpenCV.
        return np.round((pixels - 0.5) * (1 << SHIFT)).astype(np.int32)

    def polygon(self, points, color, lean=0.0, pivot=(0.0, 0.0)):
        cv2.fillPoly(self.pixels, [self.place(points, lean, pivot)], (*color, 255), cv2.LINE_AA, SHIFT)

    def stroke(self, points, width, color, lean=0.0, pivot=(0.0, 0.0)):
        thickness = max(1, round(width * self.pose.scale * self.factor))
        cv2.polylines(self.pixels, [self.place(points, lean, pivot)], False, (*color, 255), thickness,
                      cv2.LINE_AA, SHIFT)

    def limb(self, start, end, width_start, width_end, color, lean=0.0, pivot=(0.0, 0.0)):
        """A tapered capsule."""
        (x0, y0), (x1, y1) = start, end
        angle = math.atan2(y1 - y0, x1 - x0)
        turns = np.linspace(0.5 * math.pi, 1.5 * math.pi, 24)
        back = [(x0 + width_start / 2 * math.cos(angle + t), y0 + width_start / 2 * math.sin(angle + t))
                for t in turns]
        front = [(x1 + width_end / 2 * math.cos(angle + t + math.pi),
                  y1 + width_end / 2 * math.sin(angle + t + math.pi)) for t in turns]
        self.polygon(back + front, color, lean, pivot)


def ellipse(x, y, width, height, count=72):
    turns = np.linspace(0, 2 * math.pi, count, endpoint=False)
    return np.stack([x + width * np.cos(turns), y + height * np.sin(turns)], 1)


def smooth_curve(points, count=160):
    """A closed Catmull-Rom spline through points."""
    points = np.asarray(points, float)
    steps = np.linspace(0, len(points), count, endpoint=False)
    index, t = steps.astype(int), (steps % 1)[:, None]
    p0, p1, p2, p3 = (points[(index + k) % len(points)] for k in (-1, 0, 1, 2))
    return 0.5 * (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t ** 2
                  + (3 * p1 - p0 - 3 * p2 + p3) * t ** 3)


class Person:
    """A drawn person: looks by the seed, the same at every size and in every pose."""

    def __init__(self, seed):
        random = np.random.default_rng([seed, 7])
        self.seed = seed
        self.skin = SKINS[seed % len(SKINS)]
        self.hair = HAIRS[seed % len(HAIRS)]
        self.clothes = CLOTHES[(seed * 2 + 1) % len(CLOTHES)]
        self.has_glasses = seed % 2 == 0
        self.curl = (0.02, 0.09, 0.05)[seed % 3]
        self.length = (1.35, 0.75, 0.15)[seed % 3]  # how far hair falls below the crown's sides
        self.strands = self.make_strands(random)

    def make_strands(self, random):
        """Hair as curves: those behind the head, then those before it, then loose ones."""
        result = {"back": [], "front": [], "loose": []}
        for kind, count in (("back", 900), ("front", 420), ("loose", 170)):
            for _ in range(count):
                side = random.choice((-1, 1))
                reach = random.uniform(0.2, 1)
                root = np.array([side * random.uniform(0, 0.3), -0.5 + random.uniform(-0.05, 0.04)])
                if kind == "front":
                    tip = np.array([side * random.uniform(0.36, 0.46), -0.1 + 0.35 * reach])
                    middle = np.array([side * random.uniform(0.3, 0.42), -0.48])
                elif kind == "back":
                    tip = np.array([side * random.uniform(0.3, 0.6), 0.05 + self.length * reach])
                    middle = np.array([side * random.uniform(0.45, 0.62), -0.35 + random.uniform(-0.1, 0.1)])
                else:
                    out = random.uniform(0.05, 0.28)
                    tip = np.array([side * (0.5 + out), -0.35 + (self.length + 0.3) * random.uniform(0, 1)])
                    middle = np.array([side * (0.38 + out * 1.1), -0.62 - 0.3 * out])
                t = np.linspace(0, 1, 20)[:, None]
                curve = (1 - t) ** 2 * root + 2 * t * (1 - t) * middle + t ** 2 * tip
                waves = self.curl * t[:, 0] * np.sin(t[:, 0] * random.uniform(6, 14) + random.uniform(0, 6.28))
                curve[:, 0] += waves
                shade = random.uniform(0.6, 1.35)
                color = tuple(int(min(255, c * shade + 6 * shade)) for c in self.hair)
                width = random.uniform(0.004, 0.008) if kind == "loose" else random.uniform(0.008, 0.016)
                result[kind].append((curve, width, color))
        return result

    def draw_hair(self, canvas, kind, lean, pivot):
        for curve, width, color in self.strands[kind]:
            canvas.stroke(curve, width, color, lean, pivot)

    def draw_body(self, canvas):
        darker = tuple(int(c * 0.82) for c in self.clothes)
        skin = tuple(int(c * 0.93) for c in self.skin)
        # The arm whose hand is at the hip: a gap between arm and body stays open.
        canvas.limb((-0.98, 1.2), (-1.5, 2.35), 0.52, 0.4, darker)
        canvas.limb((-1.5, 2.35), (-0.8, 3.15), 0.4, 0.28, darker)
        torso = [(-0.22, 0.72), (-0.75, 0.86), (-1.1, 1.02), (-1.18, 1.35), (-0.92, 1.7), (-0.84, 2.3), (-0.8, 3.2),
                 (-0.84, 5), (0.84, 5), (0.8, 3.2), (0.84, 2.3), (0.92, 1.7), (1.18, 1.35), (1.1, 1.02),
                 (0.75, 0.86), (0.22, 0.72)]
        canvas.polygon(smooth_curve(torso), self.clothes)
        for fold in range(7):
            x = -0.7 + fold * 0.22
            canvas.stroke([(x, 1.3 + 0.1 * (fold % 3)), (x + 0.12, 2.2), (x + 0.02, 3.1)], 0.02, darker)
        canvas.polygon(ellipse(0, 0.82, 0.3, 0.2), skin)
        canvas.limb((0, 0.3), (0, 0.78), 0.36, 0.4, tuple(int(c * 0.8) for c in self.skin))

    def draw_raised_hand(self, canvas):
        """The other arm, its hand beside the head with spread fingers."""
        lean, pivot = canvas.pose.wave, (1.42, 2.0)
        darker = tuple(int(c * 0.88) for c in self.clothes)
        canvas.limb((0.98, 1.2), (1.42, 2.0), 0.5, 0.42, darker)
        canvas.limb((1.42, 2.0), (1.3, 1.05), 0.38, 0.24, darker, lean, pivot)
        canvas.limb((1.31, 1.1), (1.27, 0.8), 0.17, 0.16, self.skin, lean, pivot)
        canvas.polygon(ellipse(1.26, 0.66, 0.17, 0.19), self.skin, lean, pivot)
        for angle, length, base in ((-2.45, 0.3, -0.13), (-1.95, 0.37, -0.1), (-1.62, 0.41, -0.03),
                                    (-1.32, 0.38, 0.05), (-0.98, 0.3, 0.11)):
            start = (1.26 + base, 0.56)
            end = (start[0] + length * math.cos(angle), start[1] + length * math.sin(angle))
            canvas.limb(start, end, 0.095, 0.07, self.skin, lean, pivot)

    def draw_face(self, canvas, lean, pivot):
        dark = tuple(int(c * 0.35) for c in self.hair)
        shadow = tuple(int(c * 0.86) for c in self.skin)
        for side in (-1, 1):
            canvas.polygon(ellipse(side * 0.37, 0.05, 0.06, 0.11), shadow, lean, pivot)
        face = [(0, -0.5), (0.25, -0.42), (0.36, -0.15), (0.35, 0.12), (0.26, 0.36), (0.1, 0.5), (-0.1, 0.5),
                (-0.26, 0.36), (-0.35, 0.12), (-0.36, -0.15), (-0.25, -0.42)]
        canvas.polygon(smooth_curve(face), self.skin, lean, pivot)
        for side in (-1, 1):
            x = side * 0.15
            canvas.polygon(ellipse(x, -0.02, 0.066, 0.034), (238, 234, 230), lean, pivot)
            canvas.polygon(ellipse(x, -0.02, 0.032, 0.033), (70, 50, 40), lean, pivot)
            canvas.polygon(ellipse(x, -0.02, 0.015, 0.016), (12, 10, 10), lean, pivot)
            canvas.stroke([(x - 0.09, -0.1), (x, -0.13), (x + 0.09, -0.1)], 0.028, dark, lean, pivot)
            canvas.polygon(ellipse(side * 0.2, 0.16, 0.07, 0.05), tuple(
                int(c * f) for c, f in zip(self.skin, (1.0, 0.9, 0.9))), lean, pivot)
        canvas.polygon([(0, -0.02), (0.055, 0.15), (-0.055, 0.15)], shadow, lean, pivot)
        canvas.polygon(ellipse(0, 0.29, 0.12, 0.034), (172, 84, 80), lean, pivot)
        canvas.stroke([(-0.11, 0.285), (0, 0.295), (0.11, 0.285)], 0.012, (110, 44, 44), lean, pivot)
        if self.has_glasses:
            for side in (-1, 1):
                rim = ellipse(side * 0.16, -0.01, 0.125, 0.095)
                canvas.stroke(np.concatenate([rim, rim[:1]]), 0.02, (28, 26, 30), lean, pivot)
                canvas.stroke([(side * 0.28, -0.03), (side * 0.41, -0.05)], 0.022, (28, 26, 30), lean, pivot)
            canvas.stroke([(-0.04, -0.02), (0.04, -0.02)], 0.02, (28, 26, 30), lean, pivot)

    def draw(self, width, height, pose):
        """Foreground colors times alpha (0 ... 255) and alpha (0 ... 1) of a picture."""
        factor = 1 if width * height > 6e6 else 2
        canvas = Canvas(width, height, pose, factor)
        lean, pivot = pose.sway, (0.0, 0.8)
        crown = smooth_curve([(0, -0.62), (0.34, -0.53), (0.48, -0.2), (0.46, 0.1), (-0.46, 0.1), (-0.48, -0.2),
                              (-0.34, -0.53)])
        self.draw_hair(canvas, "loose", lean, pivot)
        self.draw_hair(canvas, "back", lean, pivot)
        canvas.polygon(crown, tuple(int(c * 0.7) for c in self.hair), lean, pivot)
        self.draw_body(canvas)
        if self.length > 0.5:  # long hair lies before the shoulders, beside the face
            for curve, width_, color in self.strands["back"][::3]:
                canvas.stroke(curve, width_, color, lean, pivot)
        self.draw_face(canvas, lean, pivot)
        self.draw_hair(canvas, "front", lean, pivot)
        self.draw_raised_hand(canvas)
        return self.photograph(canvas, width, height, pose)

    def photograph(self, canvas, width, height, pose):
        """Light and grain of cloth and skin, and the softness of a lens."""
        picture = canvas.pixels.astype(np.float32)
        if canvas.factor > 1:
            picture = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
        rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
        u, v = (columns - pose.x) / pose.scale, (rows - pose.y) / pose.scale
        light = 1 + 0.13 * (u * LIGHT[0] + 0.4 * v * LIGHT[1]).clip(-1.2, 1.2)
        random = np.random.default_rng([self.seed, 11])
        side = 256
        grain = cv2.GaussianBlur(random.normal(0, 1, (side, side)).astype(np.float32), (0, 0), 1.5)
        wrapped = cv2.remap(grain / grain.std(), (u * 90 % side), (v * 90 % side), cv2.INTER_LINEAR,
                            borderMode=cv2.BORDER_WRAP)
        picture[..., :3] *= (light + 0.035 * wrapped)[..., None]
        softness = max(0.6, 0.0011 * height)
        picture = cv2.GaussianBlur(picture, (0, 0), softness)
        return picture[..., :3].clip(0, 255), (picture[..., 3] / 255).clip(0, 1)
