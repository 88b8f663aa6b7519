"""The page in Firefox: that it composites, takes the camera, changes what is chosen, and sends to a second window."""

import time

from fixtures import Firefox
from page_case import PageCase


class FirefoxPageTests(PageCase):
    """The page where there are no streams of frames."""

    browser_class = Firefox

    def test_the_page_works(self):
        """It opens, composites the scene, changes its background, takes the camera, and says nothing wrong."""
        self.browser.size(1280, 985)
        self.open_page("#source=scene&background=color&color=%23ff0000")
        self.wait_for_figures()
        self.wait_for_picture("red", lambda p: p["corner"][:3] == [255, 0, 0])
        self.shot("page")
        self.choose("background", "transparent")
        self.wait_for_picture("transparency", lambda p: p["corner"][3] == 0)
        self.choose("background", "color")
        self.choose("source", "camera")
        self.browser.wait("the camera", "return document.getElementById('command').textContent.startsWith('vbg live')")
        self.wait_for_picture("the camera on red", lambda p: p["width"] in (640, 1280) and p["corner"][0] > 240
                              and p["corner"][1] < 20)
        self.assertEqual(self.notices(), [])
        text = self.run_script("return document.getElementById('figures').innerText.replaceAll('\\n', ' ')")
        print(f"  Firefox: {text}")

    def test_narrow_and_dark(self):
        """No wider than its window at 500 px, which is the least that Firefox has; dark by choice."""
        self.browser.size(500, 900)
        self.open_page("#source=scene&view=split")
        self.set("#theme", "dark")
        self.wait_for_figures()
        self.assertLessEqual(self.run_script("return document.documentElement.scrollWidth - innerWidth"), 0)
        time.sleep(0.3)
        self.shot("narrow-dark")
