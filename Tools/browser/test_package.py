"""vbg.js as a package: installed from a folder, its names, its types."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest

from fixtures import SITE


class PackageTests(unittest.TestCase):
    """The folder `vbg` of the page, as node_modules has it."""

    def setUp(self):
        if not shutil.which("node"):
            self.skipTest("node not installed")
        self.folder = tempfile.mkdtemp(prefix="vbg-package-")
        self.addCleanup(shutil.rmtree, self.folder)
        shutil.copytree(os.path.join(SITE, "vbg"), os.path.join(self.folder, "node_modules", "vbg"))

    def node(self, script):
        """Runs a module in Node, and gives what it prints."""
        return subprocess.run(
            ["node", "--input-type=module", "-e", script], cwd=self.folder, check=True, capture_output=True,
            text=True, stdin=subprocess.DEVNULL).stdout.split()

    def test_names_and_types_agree(self):
        """`import "vbg"` exports what vbg.d.ts declares; each method of Background is declared, and no other."""
        names = self.node("""
            const vbg = await import("vbg");
            console.log(...Object.keys(vbg).sort());
            console.log(...Object.getOwnPropertyNames(vbg.Background.prototype).filter((n) => n !== "constructor").sort());
            console.log("create" in vbg.Background);""")
        with open(os.path.join(SITE, "vbg", "vbg.d.ts")) as file:
            types = file.read()
        exported = sorted(re.findall(r"^export (?:class|function|const) (\w+)", types, re.M))
        body = types[types.index("export class Background {"):]
        methods = sorted(set(re.findall(r"^  (?:readonly )?(\w+)[(:]", body[:body.index("\n}")], re.M)) - {"static"})
        self.assertEqual(names[:len(exported)], exported)
        self.assertEqual(names[len(exported):-1], methods)

    def test_support_is_told_where_there_is_no_browser(self):
        """Node has no workers of browsers: it says so, and does not break."""
        self.assertEqual(self.node("""
            const { isSupported, Background } = await import("vbg");
            const { supported, advice } = isSupported();
            const kind = await Background.create().catch((error) => error.kind);
            console.log(supported, advice.length > 20, kind);"""), ["false", "true", "unsupported"])
