"""Lists of mutants: how they are read, and where their texts are in the sources."""

import re
from dataclasses import dataclass, field
from pathlib import Path

KEYS = {
    "suites", "file", "in", "old", "new", "statement", "becomes", "breaks", "tests", "equivalent",
    "alone",
}


class ListError(Exception):
    """A list that can't be read, or no longer fits the sources."""


@dataclass
class Mutant:
    """One fault: what stands where, and what takes its place."""

    module: str
    number: int
    file: str
    old: str
    new: str
    is_statement: bool
    breaks: str
    place: str  # of the record in its list
    anchor: str | None = None
    tests: str | None = None
    equivalent: str | None = None
    is_alone: bool = False

    @property
    def name(self) -> str:
        return f"{self.module}:{self.number}"


@dataclass
class MutantList:
    """The mutants of one module, and the suites that should see them."""

    module: str
    suites: list[str]
    mutants: list[Mutant] = field(default_factory=list)


def read_records(path: Path):
    """Yields (line number, {key: value}) for each record."""
    record, start = {}, 0
    for number, line in enumerate([*path.read_text().splitlines(), ""], 1):
        if line.startswith("#"):
            continue
        if not line.strip():
            if record:
                yield start, record
            record = {}
            continue
        key, colon, value = line.partition(":")
        if not colon or key not in KEYS:
            raise ListError(f"{path}:{number}: expected one of {', '.join(sorted(KEYS))}, found {line!r}")
        if key in record:
            raise ListError(f"{path}:{number}: expected one '{key}' in a record, found a second")
        if not record:
            start = number
        record[key] = value.strip()


def read_list(path: Path) -> MutantList:
    """Reads a list; its module is the file's name."""
    module = path.stem
    result, file = None, None
    for line, record in read_records(path):
        place = f"{path}:{line}"
        if result is None:
            if "suites" not in record:
                raise ListError(f"{place}: expected 'suites' first, found {', '.join(record)}")
            result = MutantList(module, record["suites"].split())
            continue
        file = record.get("file", file)
        if record.keys() == {"file"}:
            continue
        is_statement = "statement" in record
        pair = ("statement", "becomes") if is_statement else ("old", "new")
        missing = [key for key in (*pair, "breaks") if key not in record]
        if missing or file is None:
            raise ListError(f"{place}: expected {', '.join(missing) or 'a file'}, found none")
        result.mutants.append(
            Mutant(
                module=module, number=len(result.mutants) + 1, file=file, old=record[pair[0]],
                new=record[pair[1]], is_statement=is_statement, breaks=record["breaks"], place=place,
                anchor=record.get("in"), tests=record.get("tests"),
                equivalent=record.get("equivalent"), is_alone=record.get("alone") == "yes"))
    if result is None:
        raise ListError(f"{path}: expected a list of mutants, found an empty file")
    return result


def find_once(text: str, source: str, place: str, what: str) -> tuple[int, int]:
    """Where a text is in a source, any white space standing for any other."""
    words = text.split()
    if not words:
        raise ListError(f"{place}: expected {what}, found an empty text")
    matches = list(re.finditer(r"\s+".join(map(re.escape, words)), source))
    if len(matches) != 1:
        raise ListError(f"{place}: expected {what} once, found it {len(matches)} times: {text}")
    return matches[0].span()


def find_mutant(mutant: Mutant, source: str) -> tuple[int, int]:
    """Where a mutant's old text, or the part of it between @[ and ]@, is in its source."""
    start, end = 0, len(source)
    if mutant.anchor:
        start, end = find_once(mutant.anchor, source, mutant.place, f"the text of 'in' in {mutant.file}")
    before, _, rest = mutant.old.partition("@[")
    part, mark, after = rest.partition("]@")
    if not mark:
        before, part, after = "", mutant.old, ""
    first, last = find_once(
        before + part + after, source[start:end], mutant.place, f"the old text in {mutant.file}")
    found = source[start + first:start + last]
    left = _length_of(before, found)
    right = _length_of(after[::-1], found[::-1])
    return start + first + left, start + last - right


def _length_of(text: str, found: str) -> int:
    """How many characters of what was found a text takes that it begins with."""
    words = text.split()
    if not words:
        return 0
    pattern = r"\s+".join(map(re.escape, words)) + (r"\s*" if text[-1].isspace() else "")
    return re.match(pattern, found).end()
