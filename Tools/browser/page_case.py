"""What tests of the page share: choosing values, looking at the picture, files that are saved."""

import os
import time

from browser import PATIENCE
from fixtures import BrowserCase

# Chooses a value as a person does, with the events of a control.
SET = """
    const [selector, value] = args;
    const control = document.querySelector(selector);
    if (!control) throw new Error(`expected ${selector}`);
    control.closest("details")?.setAttribute("open", "");
    if (control.type === "radio" || control.type === "checkbox") control.click();
    else {
      control.value = value;
      control.dispatchEvent(new Event("input", { bubbles: true }));
      control.dispatchEvent(new Event("change", { bubbles: true }));
    }
"""
# A hash of the picture, and its corner.
PICTURE = """
    const canvas = document.getElementById("result");
    const small = new OffscreenCanvas(48, 27), context = small.getContext("2d");
    context.drawImage(canvas, 0, 0, 48, 27);
    const { data } = context.getImageData(0, 0, 48, 27);
    const at = (x, y) => [...data.slice((y * 48 + x) * 4, (y * 48 + x) * 4 + 4)];
    return { corner: at(1, 1), middle: at(24, 14), sum: data.reduce((s, v, i) => (s * 31 + v * (i % 97)) % 1e9, 0),
      width: canvas.width, height: canvas.height };
"""


class PageCase(BrowserCase):
    """Tests of the page."""

    def set(self, selector, value=None):
        """Chooses a value of a control."""
        self.run_script(SET, selector, value)

    def choose(self, name, value):
        """Chooses one of tiles or segments."""
        self.set(f'input[data-setting="{name}"][value="{value}"]')

    def picture(self):
        """What the result shows."""
        return self.run_script(PICTURE)

    def wait_for_picture(self, what, condition, seconds=45):
        """Waits until the picture fulfills a condition, and gives it."""
        end = time.monotonic() + seconds * PATIENCE
        while True:
            found = self.picture()
            if condition(found):
                return found
            if time.monotonic() > end:
                self.fail(f"expected {what}, found {found}; notices {self.notices()}")
            time.sleep(0.1)

    def allow_downloads(self):
        """Downloads go to the folder of the test."""
        self.browser.devtools("Browser.setDownloadBehavior", behavior="allow", downloadPath=self.folder)

    def download(self, selector, name, seconds=40):
        """Clicks, and gives the file that is saved."""
        path = os.path.join(self.folder, name)
        if os.path.exists(path):
            os.remove(path)
        self.run_script("document.querySelector(args[0]).click()", selector)
        end = time.monotonic() + seconds * PATIENCE
        while not os.path.exists(path):
            if time.monotonic() > end:
                self.fail(f"expected {name}, found {os.listdir(self.folder)}; notices {self.notices()}")
            time.sleep(0.1)
        with open(path, "rb") as file:
            return file.read()
