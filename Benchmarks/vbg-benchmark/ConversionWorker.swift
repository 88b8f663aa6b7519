import Glibc
import Imaging
import Kernels

/// A conversion of pixel formats that a driver steers over standard input, one command a line; each
/// is answered by one line of JSON, and the start by one with the instruction set.
///
/// - `input PATH`: reads the source picture, rows and planes without gaps.
/// - `run COUNT WARM-UP`: converts WARM-UP + COUNT times and answers the times of the last COUNT in
///   nanoseconds.
/// - `output PATH`: writes what the last conversion gave.
struct ConversionWorker {
  private let converter: FrameConverter
  private let source: UnsafeMutableRawBufferPointer
  private let target: UnsafeMutableRawBufferPointer

  init(from: PixelFormat, to: PixelFormat, width: Int, height: Int, instructionSet: InstructionSet)
  {
    // As the peer does: gray has the full range.
    func picture(_ format: PixelFormat) -> PixelLayout {
      PixelLayout(format, ColorEncoding(.bt601, format == .gray ? .full : .limited))
    }
    converter = FrameConverter(
      width: width, height: height, from: picture(from), to: picture(to),
      instructionSet: instructionSet)
    func memory(_ format: PixelFormat) -> UnsafeMutableRawBufferPointer {
      let bytes = UnsafeMutableRawBufferPointer.allocate(
        byteCount: format.byteCount(width: width, height: height), alignment: 64)
      bytes.initializeMemory(as: UInt8.self, repeating: 0)
      return bytes
    }
    (source, target) = (memory(from), memory(to))
    answer(#"{"instruction_set": "\#(instructionSet.rawValue)"}"#)
  }

  /// Answers commands until standard input ends.
  func serve() throws {
    while let line = readLine() {
      let words = line.split(separator: " ").map(String.init)
      switch words.first {
      case "input" where words.count == 2:
        let bytes = try contents(of: words[1])
        guard bytes.count == source.count else {
          throw WorkerError.byteCount(
            path: words[1], expected: source.count, found: bytes.count)
        }
        source.copyBytes(from: bytes)
        answer("{}")
      case "output" where words.count == 2:
        try write(UnsafeRawBufferPointer(target), to: words[1])
        answer("{}")
      case "run" where words.count == 3:
        guard let count = Int(words[1]), let warmUpCount = Int(words[2]) else {
          throw WorkerError.command(line)
        }
        answer(#"{"nanoseconds": \#(try run(count: count, warmUpCount: warmUpCount))}"#)
      default: throw WorkerError.command(line)
      }
    }
  }

  private func run(count: Int, warmUpCount: Int) throws -> [Int64] {
    let from = try FrameView(
      width: converter.width, height: converter.height, format: converter.source.format,
      encoding: converter.source.encoding, bytes: UnsafeRawBufferPointer(source))
    let to = try MutableFrameView(
      width: converter.width, height: converter.height, format: converter.target.format,
      encoding: converter.target.encoding, bytes: target)
    var times: [Int64] = []
    times.reserveCapacity(count)
    let clock = ContinuousClock()
    for index in 0..<warmUpCount + count {
      let duration = clock.measure { converter.convert(from, to: to) }
      if index >= warmUpCount { times.append(nanoseconds(duration)) }
    }
    return times
  }
}
