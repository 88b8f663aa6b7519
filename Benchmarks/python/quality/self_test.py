"""Runs the tests of the measures and of what they are fed with."""

import io
import unittest

from quality import measure_tests, picture_tests


def main():
    """Runs all tests; the exit code."""
    loader = unittest.defaultTestLoader
    suite = unittest.TestSuite(loader.loadTestsFromModule(module) for module in (measure_tests, picture_tests))
    stream = io.StringIO()
    result = unittest.TextTestRunner(stream=stream, verbosity=1).run(suite)
    if not result.wasSuccessful():
        print(stream.getvalue())
    for test, reason in result.skipped:
        print(f"skipped: {test}: {reason}")
    print(f"quality's measures: {result.testsRun} tests, "
          f"{len(result.failures) + len(result.errors)} failed, {len(result.skipped)} skipped")
    return 0 if result.wasSuccessful() else 1
