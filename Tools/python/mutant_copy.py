"""The copy of the project that mutants live in, and its build."""

import os
import subprocess
from collections import defaultdict
from pathlib import Path

from mutant_list import ListError, Mutant
from mutant_schemata import SUPPORT, SUPPORT_NAME, replaced, schema

BUILD_OPTIONS = ["-c", "release", "-Xswiftc", "-enable-testing"]


class MutantCopy:
    """A tree beside the project's own build, of which only what changes is written again."""

    def __init__(self, project: Path):
        self.project = project
        self.tree = project / ".build-mutants" / "tree"
        self.build_folder = project / ".build-mutants" / "build"

    def source(self, file: str) -> str:
        """A source of the project itself."""
        try:
            return (self.project / file).read_text()
        except OSError as error:
            raise ListError(f"expected to read {file}, found: {error.strerror}") from error

    def project_files(self) -> list[str]:
        """The files that git has or would add; without git, all but builds."""
        listing = subprocess.run(
            ["git", "-C", self.project, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            capture_output=True, check=False)
        if listing.returncode == 0:
            names = [name for name in os.fsdecode(listing.stdout).split("\0") if name]
            return [name for name in names if _is_copied(self.project / name)]
        return [
            str(path.relative_to(self.project)) for path in self.project.rglob("*")
            if _is_copied(path) and not path.relative_to(self.project).parts[0].startswith((".build", ".git"))
        ]

    def write(self, mutants: list[Mutant]) -> None:
        """Makes the tree that of the project with these mutants."""
        names = self.project_files()
        links = {name for name in names if (self.project / name).is_symlink()}
        contents = {name: (self.project / name).read_bytes() for name in names if name not in links}
        by_file = defaultdict(list)
        for mutant in mutants:
            by_file[mutant.file].append(mutant)
        for file, group in by_file.items():
            contents[file] = schema(self.source(file), group).encode()
            folder = "/".join(file.split("/")[:2])
            contents[f"{folder}/{SUPPORT_NAME}"] = SUPPORT.replace("MODULE", group[0].module).encode()
        for name, bytes_ in contents.items():
            self._write(name, bytes_)
        for name in links:
            self._link(name)
        known = {self.tree / name for name in [*contents, *links]}
        for path in self.tree.rglob("*"):
            if _is_copied(path) and path not in known and path.name != "Package.resolved":
                path.unlink()

    def write_alone(self, mutant: Mutant) -> None:
        """Puts one mutant into the tree as plain text."""
        self.write([])
        self._write(mutant.file, replaced(self.source(mutant.file), mutant).encode())

    def _write(self, name: str, contents: bytes) -> None:
        path = self.tree / name
        mode = (self.project / name).stat().st_mode & 0o777 if (self.project / name).exists() else 0o644
        if path.is_file() and path.read_bytes() == contents:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(contents)
        path.chmod(mode)

    def _link(self, name: str) -> None:
        path, target = self.tree / name, os.readlink(self.project / name)
        if path.is_symlink() and os.readlink(path) == target:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.symlink_to(target)

    def build(self) -> bool:
        """Builds programs and tests; on failure shows the compiler's errors."""
        result = subprocess.run(
            ["swift", "build", *BUILD_OPTIONS, "--package-path", self.tree, "--scratch-path",
             self.build_folder, "--build-tests"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True,
            check=False)
        if result.returncode != 0:
            lines = [line for line in result.stdout.splitlines() if "error:" in line]
            print("\n".join(dict.fromkeys(lines)) or result.stdout[-4000:], flush=True)
        return result.returncode == 0

    def test_program(self) -> Path:
        """The bundle of all suites."""
        return next((self.build_folder / "release").glob("*PackageTests.xctest"))


def _is_copied(path: Path) -> bool:
    return path.is_symlink() or path.is_file()
