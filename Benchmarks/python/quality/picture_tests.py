"""Tests of what the measures are fed with: people, rooms, films, sheets, programs."""

import pathlib
import tempfile
import unittest

import numpy as np
from PIL import Image

from quality import figure, films, people, portrait, programs, references, rooms, runs, scenes, sheets
from quality.measure_tests import ramp, step


class SceneTests(unittest.TestCase):
    def test_drawn_people_are_the_same_again_and_lawful(self):
        pose = figure.Pose(160, 60, 50)
        color, alpha = figure.Person(2).draw(320, 240, pose)
        again, _ = figure.Person(2).draw(320, 240, pose)
        np.testing.assert_array_equal(color, again)
        self.assertTrue(((alpha >= 0) & (alpha <= 1)).all())
        self.assertGreater(alpha.mean(), 0.1)
        self.assertGreater(((alpha > 0.05) & (alpha < 0.95)).mean(), 0.02)
        # Light may lift colors by less than a half above what coverage allows.
        self.assertLess((color.max(-1) - 1.3 * 255 * alpha).max(), 2)
        self.assertEqual(color[alpha == 0].max(), 0)

    def test_a_moved_person_is_the_same_elsewhere(self):
        # By whole pixels: the same; by a quarter: a quarter farther.
        def alpha(x):
            return figure.Person(1).draw(320, 240, figure.Pose(x, 60, 50))[1]

        def middle(picture):
            return (np.arange(320) * picture).sum() / picture.sum()
        np.testing.assert_allclose(alpha(163)[:, 3:], alpha(160)[:, :-3], atol=0.02)
        self.assertAlmostEqual(middle(alpha(160.25)) - middle(alpha(160)), 0.25, delta=0.05)

    def test_a_frame_is_the_person_over_the_room(self):
        alpha = ramp(64, 48, 20, 40)
        person = people.Person("x", np.full((48, 64, 3), 200.0) * alpha[..., None], alpha)
        frame = person.on(np.full((48, 64, 3), 50.0), 1).astype(float)
        wanted = 200 * alpha + 50 * (1 - alpha)
        self.assertLess(np.abs(frame.mean(-1) - wanted).mean(), 1.5)
        self.assertGreater(np.abs(frame.mean(-1) - wanted).mean(), 0.1)

    def test_rooms_are_the_same_again_at_every_size(self):
        for kind in rooms.KINDS:
            for width, height in ((64, 36), (200, 300)):
                room = rooms.room(kind, 4, width, height)
                self.assertEqual(room.shape, (height, width, 3), kind)
                np.testing.assert_array_equal(room, rooms.room(kind, 4, width, height))
                self.assertGreater(room.std(), 5, kind)

    def test_a_surrogate_is_nearly_right(self):
        alpha = step(1280, 720, 600)
        mask = scenes.surrogate_mask(alpha, 1)
        self.assertEqual(mask.shape, (144, 256))
        self.assertGreater(((mask > 127) == (np.arange(256) * 5 >= 600)).mean(), 0.97)

    def test_the_trimap_knows_face_and_wall(self):
        trimap = portrait.trimap(512, portrait.ROWS)
        self.assertEqual((trimap[110, 225], trimap[60, 400], trimap[300, 200]), (1, 0, 1))
        self.assertEqual(trimap[68, 155], 0.5)
        self.assertLess((trimap == 0.5).mean(), 0.1)

    def test_photos_that_lack_something_are_named(self):
        said = []
        with tempfile.TemporaryDirectory() as text:
            folder = pathlib.Path(text)
            Image.new("L", (40, 30), 255).save(folder / "a.alpha.png")
            Image.new("L", (40, 30), 255).save(folder / "b.alpha.png")
            Image.new("RGB", (40, 30)).save(folder / "b.foreground.png")
            Image.new("RGB", (41, 30)).save(folder / "b-123.jpg")
            found = list(people.photographed([folder, folder / "none"], said.append))
        self.assertEqual([person.name for person in found], ["b"])
        self.assertIsNone(found[0].photo)
        self.assertEqual(len(said), 3)
        self.assertIn("a.foreground.png", said[0])


class FilmTests(unittest.TestCase):
    def test_a_film_comes_back(self):
        frame = np.random.default_rng(2).integers(20, 236, (36, 64, 3)).astype(np.float32)
        with tempfile.TemporaryDirectory() as folder:
            film = films.Film(f"{folder}/a.y4m", 64, 36)
            film.add(frame)
            film.add(255 - frame)
            film.close()
            back = list(films.frames(f"{folder}/a.y4m"))
            last = list(films.frames(f"{folder}/a.y4m", first=1, step=5))
        self.assertEqual(len(back), 2)
        self.assertLess(np.abs(back[0] - frame).max(), 3)
        self.assertLess(np.abs(back[1] - 255 + frame).max(), 3)
        np.testing.assert_array_equal(last, back[1:])

    def test_gray_films_have_either_range(self):
        for words, value in ((b" XCOLORRANGE=FULL", 128 / 255), (b"", (128 - 16) / 219)):
            with tempfile.TemporaryDirectory() as folder:
                path = pathlib.Path(folder) / "m.y4m"
                path.write_bytes(b"YUV4MPEG2 W4 H2 F25:1 Cmono" + words + b"\nFRAME\n" + bytes([128]) * 8)
                self.assertAlmostEqual(float(next(films.frames(path))[0, 0]), value, places=5)

    def test_white_black_and_red_by_the_standard(self):
        # BT.709, limited range: white 235, black 16, red 63 with chroma 102 and 240.
        colors = films.to_yuv([[[255, 255, 255], [0, 0, 0], [255, 0, 0]]])[0].tolist()
        self.assertEqual(colors, [[235, 128, 128], [16, 128, 128], [63, 102, 240]])


class SheetTests(unittest.TestCase):
    def test_patches_stay_within_the_picture(self):
        picture = np.zeros((90, 120, 3), np.uint8)
        for place in ((0, 0), (119, 89), (60, 45), (-50, 500)):
            self.assertEqual(sheets.patch(picture, place, 70).shape, (sheets.TILE, sheets.TILE, 3))
        self.assertEqual(sheets.patch(picture, (5, 5), 400).shape, (sheets.TILE, sheets.TILE, 3))


    def test_a_sheet_has_a_row_for_each_place(self):
        alpha = ramp(200, 150, 90, 110)
        person = people.Person("x", np.full((150, 200, 3), 90.0) * alpha[..., None], alpha, None,
                               {"left": (95, 40), "right": (105, 100)}, 60)
        subject = sheets.Subject("x", person, person.on(np.full((150, 200, 3), 250.0), 1), True)
        made = sheets.sheet(subject, {"row\nbuild": (person.foreground, alpha.astype(np.float32))})
        columns = 1 + len(sheets.GROUNDS) * 2
        self.assertEqual(made.shape, (3 * sheets.BAR + 2 * (sheets.BAR + sheets.TILE), columns * sheets.TILE, 3))
        # A build that is as the truth looks as the truth.
        first, second = made[80:, sheets.TILE:2 * sheets.TILE], made[80:, 2 * sheets.TILE:3 * sheets.TILE]
        np.testing.assert_array_equal(first[:180], second[:180])


class ReferenceTests(unittest.TestCase):
    def test_the_guided_filter_finds_the_frame_s_edge(self):
        # Red beside blue, parted at column 640; the mask only slopes there, over 40 px.
        frame = np.zeros((120, 1280, 3), np.uint8)
        frame[:, :640, 2], frame[:, 640:, 0] = 200, 200
        mask = ramp(1280, 120, 620, 660).astype(np.float32)[::5, ::5]

        def jump(alpha):
            return alpha[60, 641] - alpha[60, 638]
        plain = references.enlarged(frame, mask)
        self.assertEqual(plain.shape, frame.shape[:2])
        self.assertGreater(jump(references.guided(frame, mask)), 2 * jump(plain))

    def test_closed_form_keeps_a_mask_without_sure_parts(self):
        frame = np.zeros((40, 60, 3), np.uint8)
        mask = np.full((8, 12), 0.5, np.float32)
        np.testing.assert_allclose(references.closed_form(frame, mask), 0.5, atol=1e-6)


class RunTests(unittest.TestCase):
    def test_means_and_largest(self):
        values = [{"a": 1.0, "haze": 1.0, "b": 2.0}, {"a": 3.0, "haze": 5.0}]
        self.assertEqual(runs.mean(values, largest=("haze",)), {"a": 2.0, "haze": 5.0})

    def test_time_is_that_of_the_work(self):
        report = '{"frames": [{"timings": [{"stage": "read", "milliseconds": 9}, {"stage": "filter", "milliseconds": 2}]}]}'
        self.assertEqual(runs.milliseconds(report), 2)

    def test_a_row_that_a_build_lacks_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            program = pathlib.Path(folder) / "vbg"
            program.write_text('#!/bin/sh\ncase "$*" in *--new-thing*) echo "vbg: Unknown option" >&2; exit 2;; esac\n')
            program.chmod(0o755)
            build = programs.Build("x", program, folder)
            self.assertIsNone(build.refusal("compose", ["--blur"]))
            self.assertEqual(build.refusal("compose", ["--new-thing"]), "vbg: Unknown option")
