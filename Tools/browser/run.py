"""Runs the tests of browsers: run.py SITE [NAME...], with names of test classes or methods."""

import os
import shutil
import signal
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))


def main(site, names):
    """Serves a copy of the page, with a folder of the tests' own, and runs the tests."""
    folder = tempfile.mkdtemp(prefix="vbg-site-")
    # Read by the fixtures, which are imported with the tests.
    os.environ["VBG_SITE"] = folder
    from fixtures import close_shared_browsers
    # Whoever ends the tests ends the browsers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        shutil.copytree(site, folder, dirs_exist_ok=True)
        os.makedirs(os.path.join(folder, "test"))
        for path in ("Tools/browser/library_scripts.js", "Tests/Web/support/models.mjs"):
            shutil.copy(os.path.join(HERE, "..", "..", path), os.path.join(folder, "test"))
        with open(os.path.join(folder, "test", "blank.html"), "w") as file:
            file.write("<!doctype html><html lang=en><title>test</title><body>")
        loader = unittest.TestLoader()
        if names:
            loader.testNamePatterns = [f"*{name}*" for name in names]
        suite = loader.discover(HERE, "test_*.py")
        result = unittest.TextTestRunner(verbosity=2, durations=8).run(suite) if sys.version_info >= (3, 12) \
            else unittest.TextTestRunner(verbosity=2).run(suite)
        for test, reason in result.skipped:
            print(f"skipped: {test}: {reason}", file=sys.stderr)
        if result.testsRun == 0 and not result.skipped:
            print(f"error: expected tests named like {', '.join(names)}, found none", file=sys.stderr)
            return 1
        return 0 if result.wasSuccessful() else 1
    finally:
        close_shared_browsers()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.path.insert(0, HERE)
    sys.exit(main(sys.argv[1], sys.argv[2:]))
