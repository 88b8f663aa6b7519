import Foundation
import Imaging
import TestSupport
import Testing

@testable import ImageFiles

/// Whatever a file's bytes are, the outcome is a frame or an error.
@Suite struct HostilePictureTests {
  let folder = PictureFolder()

  /// One small file of each format whose library is here.
  private func samples() throws -> [(PictureFormat, [UInt8])] {
    let frame = pattern(width: 40, height: 24)
    var files: [(PictureFormat, [UInt8])] = []
    if Installed.webp {
      files.append((.webp, try encodeWebP(frame, quality: 50)))
      files.append((.webp, try encodeWebP(frame, quality: 100)))
    }
    if Installed.heif {
      files.append((.heic, try folder.make(frame, "heic", "heif-enc -q 50 IN -o OUT")))
      files.append((.avif, try folder.make(frame, "avif", "heif-enc -A -q 50 IN -o OUT")))
    }
    if Installed.tiff {
      let samples = frame.bytes.enumerated().filter { $0.offset % 4 != 3 }.map { Int($0.element) }
      files.append((.tiff, TIFFFile(width: 40, height: 24, samples: samples).bytes))
      if Installed.program("tiffcp") {
        try folder.write(files[files.count - 1].1, "in.tif")
        files.append(
          (.tiff, try folder.make(frame, "tif", "tiffcp -c lzw -t -w 16 -l 16 in.tif OUT")))
      }
    }
    if Installed.gif {
      files.append((.gif, try folder.make(frame, "gif", "ffmpeg -v error -y -i IN OUT")))
    }
    let rows = (0..<24).map { y in Array(frame.bytes[y * 160..<y * 160 + 120]) }
    files.append((.bmp, bitmap(width: 40, height: 24, bitCount: 24, rows: rows)))
    return files
  }

  /// A file that is cut off anywhere is an error, unless nothing of the picture is missing.
  @Test func truncations() throws {
    for (format, bytes) in try samples() {
      let whole = try? decoded(bytes)
      let step = max(1, bytes.count / (format == .bmp ? 6 : 40))
      for count in stride(from: 1, to: bytes.count, by: step) {
        let cut = Array(bytes.prefix(count))
        guard PictureFormat(signatureOf: cut) == format else { continue }
        do {
          let found = try reader.decode(cut, as: format, maxPixelCount: 1_000_000).frame
          #expect(found == whole, "\(format) of \(count) of \(bytes.count) bytes")
        } catch {
          #expect(!"\(error)".contains("its reader broke"), "\(format) at \(count): \(error)")
          #expect(!"\(error)".contains(where: { $0.isNewline }), "\(format) at \(count)")
        }
      }
    }
  }

  @Test func mutations() throws {
    var generator = SeededGenerator(state: 12)
    for (format, bytes) in try samples() {
      for _ in 0..<(format == .bmp ? 8 : 60) {
        var mutated = bytes
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
          mutated[Int.random(in: 0..<mutated.count, using: &generator)] =
            UInt8.random(in: .min ... .max, using: &generator)
        }
        do {
          let found = try reader.decode(mutated, as: format, maxPixelCount: 1_000_000).frame
          #expect(found.width * found.height <= 1_000_000)
        } catch let error {
          #expect(!"\(error)".isEmpty)
        }
      }
    }
  }

  /// Bytes of one format that are given out for another.
  @Test func otherFormats() throws {
    let png = try encodePNG(pattern())
    for format in PictureFormat.allCases where format != .png && format != .jpeg {
      for bytes in [png, [], [0], Array("RIFF".utf8), [UInt8](repeating: 255, count: 5000)] {
        #expect(throws: PictureError.self, "\(format)") {
          try reader.decode(bytes, as: format, maxPixelCount: 1_000_000)
        }
      }
    }
  }

  @Test func sizesAreCheckedByTheHeader() throws {
    for (format, bytes) in try samples() where (try? decoded(bytes)) != nil {
      #expect(
        throws: PictureError.tooManyPixels(width: 40, height: 24, maxPixelCount: 959), "\(format)"
      ) { try reader.decode(bytes, as: format, maxPixelCount: 959) }
      #expect(try reader.decode(bytes, as: format, maxPixelCount: 960).frame.width == 40)
    }
  }
}
