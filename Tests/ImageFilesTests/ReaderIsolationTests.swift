import Foundation
import Imaging
import TestSupport
import Testing

@testable import ImageFiles

/// Libraries that do what a broken or hijacked one might do: each stands in for libwebp.
@Suite(.enabled(if: Installed.program("cc"), "skipped: no C compiler (cc) is installed"))
struct ReaderIsolationTests {
  let folder = PictureFolder()
  static let webp = Array("RIFF\u{20}\0\0\0WEBPVP8 ".utf8) + [UInt8](repeating: 0, count: 20)

  /// A reader that finds a libwebp whose header function has this body.
  ///
  /// - Parameter decode: the body of the function that gives pixels.
  private func reader(_ body: String, decode: String = "return 0;", seconds: Int = 20) throws
    -> PictureReader
  {
    let source = """
      #define _GNU_SOURCE
      #include <errno.h>
      #include <fcntl.h>
      #include <stdint.h>
      #include <stdlib.h>
      #include <string.h>
      #include <sys/mman.h>
      #include <unistd.h>
      int WebPGetFeaturesInternal(const uint8_t *bytes, size_t count, int *features, int abi) {
        \(body)
      }
      uint8_t *WebPDecodeRGBAInto(const uint8_t *bytes, size_t count, uint8_t *pixels, size_t size,
                                  int stride) {
        \(decode)
      }
      """
    try folder.write(Array(source.utf8), "fake.c")
    try folder.run("cc", "-shared", "-fPIC", "-w", "-o", "libwebp.so.7", "fake.c")
    let program = ImageFilesTests.reader.program
    let script = """
      #!/bin/bash
      export LD_LIBRARY_PATH='\(folder.path)'
      exec -a vbg-picture-reader '\(program)' "$@"
      """
    try makeProgram(script, at: folder.file("reader"))
    var reader = PictureReader()
    reader.program = folder.file("reader")
    reader.seconds = seconds
    return reader
  }

  private func failure(_ reader: PictureReader) -> String {
    do {
      let frame = try reader.decode(Self.webp, as: .webp, maxPixelCount: 1_000_000).frame
      return "none: a frame of \(frame.width)x\(frame.height)"
    } catch {
      return "\(error)"
    }
  }

  private static let small = "features[0] = 4; features[1] = 3; return 0;"

  /// The others prove something only if this one works.
  @Test func harmlessLibrary() throws {
    let reader = try reader(Self.small, decode: "memset(pixels, 77, size); return pixels;")
    let frame = try reader.decode(Self.webp, as: .webp, maxPixelCount: 1_000_000).frame
    #expect(frame.bytes == [UInt8](repeating: 77, count: 48))
  }

  @Test(arguments: [
    ("*(volatile int *)8 = 1;", "Segmentation fault"), ("abort();", "Aborted"),
    ("_exit(7);", "exit code 7"), ("_exit(0);", "exit code 0"), ("raise(9);", "Killed"),
  ])
  func crashes(body: String, words: String) throws {
    let message = failure(try reader(body))
    #expect(message.contains("its reader broke") && message.contains(words), "\(message)")
    let later = failure(try reader(Self.small, decode: body))
    #expect(later.contains("its reader broke") && later.contains(words), "\(later)")
  }

  @Test func endlessLoop() throws {
    let message = failure(try reader("for (;;) __asm__ volatile(\"\");", seconds: 2))
    #expect(
      message.contains("too much processor time") || message.contains("more than 2 s"), "\(message)"
    )
  }

  @Test func endlessSleep() throws {
    #expect(failure(try reader("for (;;) pause();", seconds: 1)).contains("more than 1 s"))
  }

  /// One that writes a byte now and then would be waited for for ever.
  @Test func dribble() throws {
    let body =
      "char end[16] = {6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0}; write(1, end, 16);"
      + "for (;;) { write(1, end, 1); usleep(20000); }"
    #expect(failure(try reader(body, seconds: 1)).contains("more than 1 s"))
  }

  /// The addresses that it may map are counted: 16 GB are far beyond what a picture of this size gets.
  @Test func memoryWithoutEnd() throws {
    let body = """
      for (size_t count = 0; count < 256; count++)
        if (mmap(0, 64 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
            == MAP_FAILED)
          return 1;
      \(Self.small)
      """
    let pixels = "memset(pixels, 77, size); return pixels;"
    #expect(failure(try reader(body, decode: pixels)).contains("damaged WebP image"))
  }

  /// It finds no descriptor but its three, can write no file, and leaves no core.
  @Test func rights() throws {
    let inherited = dup(STDIN_FILENO)
    defer { close(inherited) }
    let body = """
      for (int number = 3; number < 1000; number++) if (fcntl(number, F_GETFD) >= 0) _exit(number);
      int file = open("\(folder.file("written"))", O_WRONLY | O_CREAT, 0600);
      if (file >= 0 && write(file, "x", 1) == 1) _exit(2);
      \(Self.small)
      """
    let message = failure(try reader(body, decode: "memset(pixels, 7, size); return pixels;"))
    // Writing to a file ends it, where it was not ignored.
    #expect(message.contains("File size limit exceeded") || message.hasPrefix("none"), "\(message)")
    #expect(try folder.read("written").isEmpty)
  }

  /// What no reader says is not believed.
  @Test(arguments: [
    // A size beyond the limit, pixels without a size, pixels of another size, a text without an end.
    "int reply[4] = {1, 2000, 2000, 0}; write(1, reply, 16); pause();",
    "int reply[4] = {1, -1, -1, 0}; write(1, reply, 16); pause();",
    "int reply[4] = {2, 4, 3, 0}; write(1, reply, 16); pause();",
    "int reply[8] = {1, 4, 3, 0, 2, 4, 4, 0}; write(1, reply, 32); pause();",
    "int reply[4] = {1, 0, 0, 0}; write(1, reply, 16); pause();",
    "int reply[4] = {4, 4, 3, 2000000000}; write(1, reply, 16); pause();",
    "int reply[4] = {77, 4, 3, 0}; write(1, reply, 16); pause();",
  ])
  func lies(body: String) throws {
    #expect(failure(try reader(body)).contains("answered nonsense"))
  }

  @Test func fewerPixelsThanPromised() throws {
    let body = "int reply[9] = {1, 4, 3, 0, 2, 4, 3, 0, 99}; write(1, reply, 36); _exit(0);"
    #expect(failure(try reader(body)).contains("its reader broke"))
  }

  /// Pixels of a reader that breaks behind them may be anything.
  @Test func failureBehindThePixels() throws {
    let body = "int reply[20] = {1, 4, 3, 0, 2, 4, 3, 0}; write(1, reply, 80); _exit(7);"
    #expect(failure(try reader(body)).contains("its reader broke (exit code 7)"))
  }

  @Test func absentReader() throws {
    var reader = PictureReader()
    reader.program = folder.file("nothing")
    #expect(failure(reader).contains("no reader can be started: No such file or directory"))
  }
}
