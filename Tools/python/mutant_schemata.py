"""Mutant schemata: all mutants of a source in one text, chosen between while it runs."""

from mutant_list import ListError, Mutant, find_mutant

# Added to each module that has mutants, in the copy only.
SUPPORT_NAME = "MutantIsActive.swift"
SUPPORT = """\
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

private let activeMutant: String = getenv("VBG_MUTANT").map { String(cString: $0) } ?? ""
private let activeNumber: Int = numberOfMutant(activeMutant)

private func numberOfMutant(_ name: String) -> Int {
  let parts = name.split(separator: ":")
  return parts.count == 2 && parts[0] == "MODULE" ? Int(parts[1]) ?? 0 : 0
}

/// A byte for each mutant, which becomes 1 once it is reached: a file named by the environment, shared
/// with the programs that tests start; nil for none.
nonisolated(unsafe) private let reached: UnsafeMutablePointer<UInt8>? = {
  guard let folder = getenv("VBG_MUTANTS_REACHED") else { return nil }
  let file = open("\\(String(cString: folder))/MODULE", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
  guard file >= 0, ftruncate(file, 4096) == 0 else { return nil }
  let bytes = mmap(nil, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
  // It may have the number of a stream that was shut when the program began, which nothing may write to.
  close(file)
  return bytes == MAP_FAILED ? nil : bytes?.assumingMemoryBound(to: UInt8.self)
}()

/// Whether a mutant of this module is in force.
@inline(never)
@usableFromInline func mutantIsActive(_ number: Int) -> Bool {
  reached?[number] = 1
  return activeNumber == number
}
"""


def switched(group: list[Mutant], old: str) -> str:
    """The old text, or the one of the mutant of a group that is in force."""
    if not group[0].is_statement:
        result = f"({old})"
        for mutant in reversed(group):
            result = f"(mutantIsActive({mutant.number}) ? ({mutant.new}) : {result})"
        return result
    parts = [f"if mutantIsActive({mutant.number}) {{ {mutant.new} }} else " for mutant in group]
    return "".join(parts) + f"{{ {old} }}"


def schema(source: str, mutants: list[Mutant]) -> str:
    """A source with all of its mutants. Of two whose old texts overlap, one must hold the other."""
    groups = {}
    for mutant in mutants:
        groups.setdefault((find_mutant(mutant, source), mutant.is_statement), []).append(mutant)
    spans = sorted(groups, key=lambda key: (key[0][0], -key[0][1], not key[1]))
    return _rewrite(source, 0, len(source), spans, groups)


def _rewrite(source, start, end, spans, groups):
    """The text from start to end, in which these spans lie, the outermost of them first."""
    result, position, index = [], start, 0
    while index < len(spans):
        key = spans[index]
        (first, last), _ = key
        inner = []
        index += 1
        while index < len(spans) and spans[index][0][0] < last:
            if spans[index][0][1] > last:
                raise ListError(
                    f"{groups[spans[index]][0].place}: expected an old text that holds or is held by that "
                    f"of {groups[key][0].place}, found one that overlaps it")
            inner.append(spans[index])
            index += 1
        old = _rewrite(source, first, last, inner, groups)
        result += [source[position:first], switched(groups[key], old)]
        position = last
    return "".join(result) + source[position:end]


def replaced(source: str, mutant: Mutant) -> str:
    """A source with one mutant as plain text."""
    first, last = find_mutant(mutant, source)
    return source[:first] + mutant.new + source[last:]
