"""What tests of vbg.js share."""

import time

from fixtures import BrowserCase

IMPORTS = 'const t = await import("/test/library_scripts.js");'

GREEN = [0, 177, 64]
# The slate of effects that have no background of their own.
GRAY = [64, 64, 64]


def near(found, wanted, tolerance=12):
    """Whether a color is another, but for what codecs do."""
    return all(abs(a - b) <= tolerance for a, b in zip(found, wanted))


class LibraryCase(BrowserCase):
    """Tests of the library in an empty page."""

    def setUp(self):
        self.browser.open(self.server.address + "test/blank.html")

    def library(self, script, *arguments):
        """Runs a script that has `t`, what library_scripts.js exports."""
        return self.run_script(IMPORTS + script, *arguments)

    def frames_of(self, seconds):
        """Frames that are processed, and that arrive at the other end, in some seconds from one after now."""
        count = """const stats = [...(await held.there.getStats()).values()].find((s) => s.type === "inbound-rtp");
            return [held.frames(), stats.framesDecoded]"""
        time.sleep(1.2)
        first = self.run_script(count)
        time.sleep(seconds)
        return [last - before for last, before in zip(self.run_script(count), first)]

    def compare(self, shown, hidden):
        """A page that is hidden goes on at no less than a third of its pace, whatever that is on this machine."""
        print(f"  in 4 s in {self.browser.name}: {shown} frames processed and arrived, hidden {hidden}")
        for before, now in zip(shown, hidden):
            self.assertGreaterEqual(now, max(2, before / 3), (shown, hidden))
