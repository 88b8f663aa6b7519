import Kernels
import ModelCatalogue

/// Models: which are there, and whether they are what the catalogue says.
func checkModels(_ machine: ExaminedMachine) -> [Finding] {
  let folders = ModelFolders(environment: machine.variables).searched
  var findings: [Finding] = []
  var intact: [String] = []
  for entry in Catalogue.entries {
    for path in folders.map({ joined($0, entry.file.fileName) }) {
      switch machine.bytes(path, upTo: entry.file.byteCount + 1) {
      case .absent: continue
      case .unreadable(let reason):
        findings.append(.warning("models", "\(path): can't be read: \(reason)"))
      case .found(let bytes):
        if SHA256Digest(of: bytes) == entry.file.digest {
          intact.append(entry.shortName)
        } else {
          findings.append(
            .warning(
              "models", "\(path): not what the catalogue says of \(entry.shortName)",
              "rm \(shellQuoted(path)) && vbg models fetch \(entry.shortName)"))
        }
      }
    }
  }
  let standard = Catalogue.defaultEntry.shortName
  let names = intact.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
  if names.contains(standard) {
    findings.append(.ok("models", names.joined(separator: ", "), provides: .model))
  } else if names.isEmpty {
    findings.append(.wrong("models", "none is there", "vbg models fetch"))
  } else {
    findings.append(
      .warning(
        "models", "\(names.joined(separator: ", ")), without the default, \(standard)",
        "vbg models fetch", provides: .model))
  }
  return findings
}

/// The instruction set.
func checkProcessor(_ machine: ExaminedMachine) -> [Finding] {
  let best = machine.instructionSets.max() ?? .baseline
  #if arch(x86_64)
    if best == .baseline {
      return [.warning("processor", "no AVX2: each picture takes several times as long")]
    }
  #endif
  return [.ok("processor", best.rawValue)]
}

/// ffmpeg, which films need; a live session needs none.
func checkFFmpeg(_ examination: Examination) -> [Finding] {
  let install = examination.packages.command(.ffmpeg)
  let missing = ["ffmpeg", "ffprobe"].filter { examination.machine.program($0) == nil }
  guard missing.isEmpty else {
    return [
      .warning("ffmpeg", "no \(missing.joined(separator: " and no ")): no films", install)
    ]
  }
  guard let answer = examination.versionOfFFmpeg?.answer else {
    return [.warning("ffmpeg", "is there, but did not tell its version in half a second")]
  }
  let words = pathText(answer.output).split(separator: "\n").first?.split(separator: " ") ?? []
  guard answer.status.isSuccess, words.count > 2, words[0] == "ffmpeg" else {
    return [.warning("ffmpeg", "is there, but \(answer.status)", install)]
  }
  return [.ok("ffmpeg", String(words[2]))]
}
