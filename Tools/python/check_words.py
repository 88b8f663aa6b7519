"""Words of the code: spelling, and how documentation begins. See Tools/check-words."""

import pathlib
import re
import subprocess
import sys
import tempfile

FOLDERS = ("Sources", "Tests", "Models", "Benchmarks", "Snippets", "Tools", "Package.swift")
ENDINGS = {".swift", ".c", ".h", ".py", ".sh", ".modulemap", ""}

# Stems of British words, and what US English writes instead. They are looked for within names as well.
# `cancelled` stays: Swift's own API writes it so.
BRITISH = {
    "colour": "color", "grey": "gray", "neighbour": "neighbor", "behaviour": "behavior", "centre": "center",
    "licence": "license", "honour": "honor", "favour": "favor", "labour": "labor", "vapour": "vapor",
    "optimis": "optimiz", "initialis": "initializ", "quantis": "quantiz", "recognis": "recogniz",
    "normalis": "normaliz", "minimis": "minimiz", "maximis": "maximiz", "synchronis": "synchroniz",
    "specialis": "specializ", "serialis": "serializ", "vectoris": "vectoriz", "parallelis": "paralleliz",
    "generalis": "generaliz", "randomis": "randomiz", "summaris": "summariz", "organis": "organiz",
    "utilis": "utiliz", "equalis": "equaliz", "linearis": "lineariz", "modelled": "modeled",
    "modelling": "modeling", "signalled": "signaled", "signalling": "signaling", "labelled": "labeled",
    "travelled": "traveled", "artefact": "artifact", "metres": "meters", "judgement": "judgment",
    "analyse": "analyze",
}
# Names that are not ours to spell: CSS's colors, ffmpeg's and libraries' names.
FOREIGN = re.compile(r"\b(?:dark|dim|light)?(?:slate)?grey\b(?=`)|optimistic", re.I)
SPELLING = re.compile("|".join(BRITISH), re.I)
# Names that `--json` prints.
PRINTED = {"Sources/Commands/Models/CatalogueRecord.swift": re.compile(r"\blicence\b")}

RIDDLE = re.compile(r"(?:What|How|Who|Whose|Whom|Whether|Why|Where|When|Which)\b")
TYPE = re.compile(r"\b(?:struct|class|enum|protocol|actor|typealias)\s+`?[A-Z]")
PROPERTY = re.compile(r"\b(?:let|var|case)\s")
FUNCTION = re.compile(r"\b(?:func\s|init[?(<]|subscript\b)")


def blanked(text):
    """Spaces of the same length, newlines kept."""
    return re.sub(r"[^\n]", " ", text)


def without_swift_literals(source):
    """Swift source with the texts of string literals blanked out; their interpolations stay."""
    kept, index = [], 0
    interpolations = []  # the innermost last: [open brackets, delimiter that ends the literal around it]
    while index < len(source):
        if found := re.compile(r"//[^\n]*|/\*.*?\*/", re.S).match(source, index):
            kept.append(found[0])
            index = found.end()
        elif found := re.compile(r'(#*)("""|")').match(source, index):
            kept.append(blanked(found[0]))
            index = skip_literal(source, found.end(), found[2] + found[1], kept, interpolations)
        else:
            kept.append(source[index])
            index += 1
            if interpolations and kept[-1] in "()":
                interpolations[-1][0] += 1 if kept[-1] == "(" else -1
                if interpolations[-1][0] == 0:
                    index = skip_literal(source, index, interpolations.pop()[1], kept, interpolations)
    return "".join(kept)


def skip_literal(source, index, delimiter, kept, interpolations):
    """Blanks out a literal's text up to its end or its next interpolation. Returns where to go on."""
    escape = "\\" + delimiter.lstrip('"')
    start = index
    while index < len(source) and not source.startswith(delimiter, index):
        if source.startswith(escape + "(", index):
            index += len(escape) + 1
            interpolations.append([1, delimiter])
            kept.append(blanked(source[start:index]))
            return index
        index += len(escape) + 1 if source.startswith(escape, index) else 1
    index = min(len(source), index + len(delimiter))
    kept.append(blanked(source[start:index]))
    return index


def without_literals(path, source):
    """Source of which names and comments are left, each where it was."""
    if path.suffix == ".swift":
        return without_swift_literals(source)
    quotes = '"' if path.suffix in (".c", ".h") else "'\""
    return re.sub(rf"(?<!\w)([{quotes}])(?:\\.|(?!\1)[^\\\n])*\1", lambda found: blanked(found[0]), source)


def spelling_faults(path, text):
    if printed := PRINTED.get(str(path)):
        text = printed.sub("", text)
    for number, line in enumerate(text.split("\n"), 1):
        for found in SPELLING.finditer(FOREIGN.sub("", line)):
            word = found[0].lower()
            yield f"{path}:{number}: expected '{BRITISH[word]}', found '{found[0]}': {line.strip()[:100]}"


def documentation_faults(path, text):
    """Documentation of types and functions that begins with a question."""
    lines = text.split("\n")
    for index, line in enumerate(lines):
        begin = re.match(r"\s*/// ?(.*)", line)
        if not begin or (index and re.match(r"\s*///", lines[index - 1])):
            continue
        riddle = RIDDLE.match(begin[1])
        if not riddle:
            continue
        after = index
        while after < len(lines) and re.match(r"\s*(?:///|//|#if|$|@\w+(?:\([^)]*\))?\s*$)", lines[after]):
            after += 1
        declaration = lines[after] if after < len(lines) else ""
        if any("@Test" in part for part in lines[index:after + 1]):
            continue  # a test's comment is the sentence that it holds the code to
        if TYPE.search(declaration):
            kind = "a type's documentation to begin with a noun"
        elif FUNCTION.search(declaration):
            kind = "a function's documentation to begin with a verb"
        elif PROPERTY.search(declaration) and riddle[0] in ("What", "How", "Who", "Whose", "Why"):
            kind = "a property's documentation to begin with a noun"
        else:
            continue
        yield f"{path}:{index + 1}: expected {kind}, found '{riddle[0]}': {begin[1][:90]}"


def faults(path):
    """Everything that is wrong with a file and its name."""
    for found in SPELLING.finditer(path.name):
        yield f"{path}: expected '{BRITISH[found[0].lower()]}' in the file's name, found '{found[0]}'"
    if path.suffix not in ENDINGS:
        return
    text = without_literals(path, path.read_text())
    yield from spelling_faults(path, text)
    if path.suffix == ".swift":
        yield from documentation_faults(path, text)


def project_files():
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *FOLDERS],
                            check=True, capture_output=True, text=True).stdout
    paths = [pathlib.Path(name) for name in listed.split("\0") if name]
    return [path for path in paths if path.is_file() and path.name not in ("check_words.py", "check-words")]


SELF_TESTS = (
    ("good.swift", "/// A color of gray.\nstruct Color {}\n", None),
    ("text.swift", 'let name = "colour \\(center) grey"\nlet more = #"a "grey" b"#\n', None),
    ("lines.swift", 'let help = """\n  colour "grey"\n  """\n/// Adds.\nfunc add() {}\n', None),
    ("colour.swift", "let a = 1\n", "'color' in the file's name"),
    ("name.swift", "let sigmaColour = 1\n", "expected 'color'"),
    ("comment.swift", "// The neighbouring pixel.\n", "expected 'neighbor'"),
    ("after.swift", 'let a = "it\'s \\"so\\"" // grey\n', "expected 'gray'"),
    ("inside.swift", 'let a = "x \\(f("a", centre)) y"\n', "expected 'center'"),
    ("raw.swift", 'let a = ##"x \\##(grey) "# y"##\n', "expected 'gray'"),
    ("lines2.swift", 'let a = """\n  x \\(grey) y\n  """\n', "expected 'gray'"),
    ("type.swift", "/// What a color is.\npublic struct Color {}\n", "begin with a noun"),
    ("riddle.swift", "  /// Who says so.\n  /// More.\n  @frozen\n  public enum Source {}\n", "with a noun"),
    ("attribute.swift", "/// Whether it is so.\n@inlinable func isSo() -> Bool { true }\n", "with a verb"),
    ("function.swift", "/// Whether it is so.\nfunc isSo() -> Bool { true }\n", "begin with a verb"),
    ("riddle2.swift", "  /// How gladly it is taken.\n  let rank: Int\n", "begin with a noun"),
    ("property.swift", "/// Whether it is so.\nvar isSo: Bool { true }\n", None),
    ("test.swift", "/// What came before leaves no trace.\n@Test func trace() {}\n", None),
    ("tool.py", "# The centre.\n", "expected 'center'"),
    ("good.py", "text = 'the centre'\n", None),
    ("shim.h", "/* Optimised. */\n", "expected 'optimiz'"),
)


def self_test():
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, text, expected in SELF_TESTS:
            path = pathlib.Path(folder) / name
            path.write_text(text)
            found = list(faults(path))
            good = not found if expected is None else any(expected in fault for fault in found)
            if not good:
                failed += 1
                print(f"check-words: self-test: {name}: expected {expected!r}, found {found}",
                      file=sys.stderr)
    print(f"check-words: self-test: {len(SELF_TESTS) - failed} of {len(SELF_TESTS)} as expected",
          file=sys.stderr)
    return failed


def main(arguments):
    if arguments == ["--self-test"]:
        sys.exit(1 if self_test() else 0)
    if any(argument.startswith("-") for argument in arguments):
        print("usage: check-words [--self-test | FILE...]", file=sys.stderr)
        sys.exit(2)
    paths = [pathlib.Path(argument) for argument in arguments] or project_files()
    missing = [str(path) for path in paths if not path.is_file()]
    if missing:
        sys.exit(f"check-words: expected files, found none at {', '.join(missing)}")
    found = [fault for path in paths for fault in faults(path)]
    for fault in found:
        print(fault, file=sys.stderr)
    sys.exit(f"check-words: {len(found)} words" if found else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
