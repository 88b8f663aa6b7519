import Foundation
import ImageFiles
import Segmentation
import Testing

/// Pictures of other formats, and their results, through the commands.
@Suite struct PictureFormatTests {
  let files: ComposeFiles
  var folder: ScratchFolder { files.folder }
  static let hasWebP = dlopen("libwebp.so.7", RTLD_NOW) != nil
  static let hasCompiler = (try? FilmFiles.run("cc", ["--version"])) != nil

  init() throws { files = try ComposeFiles() }

  @Test(.enabled(if: hasWebP, "skipped: libwebp.so.7 is not installed"))
  func webPInAndOut() throws {
    try folder.write(encodeWebP(files.frame, quality: 100), "frame.webp")
    #expect(try files.composed("frame.webp", "--none") == files.frame)
    // The content decides, not the name; from standard input too.
    try folder.write(encodeWebP(files.frame, quality: 100), "wrong.jpg")
    #expect(try files.composed("wrong.jpg", "--none") == files.frame)
    let piped = try Program.vbg.run(
      "compose", "-", "--none", "-o", "-", in: folder, input: Data(folder.read("frame.webp")))
    #expect(piped.exitCode == 0)
    #expect(try decodeImage(Array(piped.output)) == files.frame)
    // As background and as mask.
    let made = try files.composed(
      "frame.png", "--background", "frame.webp", "--mask-final", "left.png", "--light-wrap", "0",
      "--decontaminate", "off")
    #expect(made == files.frame)

    let outcome = try Program.vbg.run(
      "compose", "frame.png", "--transparent", "--mask-final", "left.png", "-o", "cut.webp",
      "--quality", "100", in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let again = try files.composed("cut.webp", "--none")
    #expect(again.pixel(49, 3)[3] == 0 && again.pixel(2, 3) == files.frame.pixel(2, 3))
  }

  @Test func qualityOfJPEG() throws {
    try folder.write(encodePNG(noise(width: 64, height: 64)), "noise.png")
    var sizes: [Int] = []
    for quality in ["0", "50", "100"] {
      let outcome = try Program.vbg.run(
        "compose", "noise.png", "--none", "-o", "q.jpg", "--quality", quality, in: folder)
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      sizes.append(try folder.read("q.jpg").count)
      let masks = try Program.infer.run(
        TestModel.segmentationNetwork.path, "noise.png", "-o", "m.png", "--overlay", "o.jpg",
        "--quality", quality, in: folder)
      #expect(masks.exitCode == 0, "\(masks.errors)")
      #expect(try folder.read("o.jpg").starts(with: [0xff, 0xd8, 0xff]))
    }
    #expect(sizes[0] < sizes[1] && sizes[1] < sizes[2])
  }

  private func noise(width: Int, height: Int) -> Frame {
    var state: UInt32 = 5
    return Frame(
      width: width, height: height,
      pixels: (0..<width * height * 4).map { index in
        state = state &* 1_664_525 &+ 1_013_904_223
        return index % 4 == 3 ? 255 : UInt8(state >> 24)
      })
  }

  private static let webP =
    Array("RIFF\u{20}\0\0\0WEBPVP8 ".utf8) + [UInt8](repeating: 0, count: 20)

  /// Puts a libwebp into the folder that does this when a file is opened.
  private func makeWebPLibrary(_ body: String) throws {
    let source =
      "#include <fcntl.h>\n#include <stdio.h>\n#include <unistd.h>\n"
      + "int WebPGetFeaturesInternal() { \(body) return 0; } int WebPDecodeRGBAInto() { return 0; }"
    try folder.write(Array(source.utf8), "fake.c")
    _ = try FilmFiles.run(
      "cc",
      ["-shared", "-fPIC", "-w", "-o", folder.path + "/libwebp.so.7", folder.path + "/fake.c"])
    try folder.write(Self.webP, "bad.webp")
  }

  private static let ignoringChildren = """
    import os, signal, sys
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    os.execv(sys.argv[1], sys.argv[1:])
    """

  /// A crash inside a library is an error of that file; the batch goes on. Also where whoever started us
  /// ignores the ends of children, which is inherited.
  @Test(
    .enabled(if: hasCompiler, "skipped: no C compiler (cc) is installed"), arguments: [false, true])
  func crashOfALibrary(ignoresChildren: Bool) throws {
    try makeWebPLibrary("*(volatile int *)8 = 1;")
    let arguments = ["compose", "bad.webp", "frame.png", "--none", "-o", "out"]
    let environment = ["LD_LIBRARY_PATH": folder.path]
    let outcome =
      try ignoresChildren
      ? Program(path: "/usr/bin/env").run(
        ["timeout", "60", "/usr/bin/python3", "-c", Self.ignoringChildren, Program.vbg.path]
          + arguments,
        in: folder, environment: environment)
      : Program.vbg.run(arguments, in: folder, environment: environment)
    #expect(outcome.exitCode == 1 && outcome.text == "out/frame.png\n")
    #expect(outcome.saysOneLine, "\(outcome.errors)")
    #expect(
      outcome.errors.contains(
        "bad.webp: can't read this WebP image: its reader broke (Segmentation fault)"),
      "\(outcome.errors)")
  }

  /// What hangs in a library ends with us.
  @Test(
    .enabled(if: hasCompiler, "skipped: no C compiler (cc) is installed"),
    arguments: ["INT", "TERM", "KILL"])
  func endDuringAHang(signal: String) throws {
    try makeWebPLibrary(
      "char name[32]; sprintf(name, \"reader-%d\", getpid()); open(name, O_CREAT, 0600);"
        + " for (;;) pause();")
    _ = try Program.vbg.runToSignal(
      ["compose", "bad.webp", "--none", "-o", "out.png"], in: folder,
      environment: ["LD_LIBRARY_PATH": folder.path], signal: signal)
    let name = try #require(folder.names.first { $0.hasPrefix("reader-") })
    let process = try #require(pid_t(name.dropFirst("reader-".count)))
    for _ in 0..<500 where isRunning(process) { usleep(10_000) }
    #expect(!isRunning(process))
    #expect(!folder.names.contains("out.png"))
  }

  private func isRunning(_ process: pid_t) -> Bool {
    let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
    return text.map { !$0.contains(") Z ") } ?? false
  }

  /// The message of a library that is not there: this one is no library at all.
  @Test func absentLibrary() throws {
    try folder.write(Array("text".utf8), "libheif.so.1")
    let heic = Array("\0\0\0\u{18}ftypheic\0\0\0\0mif1heic".utf8) + [UInt8](repeating: 0, count: 99)
    try folder.write(heic, "a.heic")
    let outcome = try Program.vbg.run(
      "compose", "a.heic", "frame.png", "--none", "-o", "out", in: folder,
      environment: ["LD_LIBRARY_PATH": folder.path])
    #expect(outcome.exitCode == 1 && outcome.saysOneLine && outcome.text == "out/frame.png\n")
    #expect(
      outcome.errors.contains(
        "expected libheif.so.1 for HEIC images, found none (apt install libheif1)"),
      "\(outcome.errors)")
  }

  @Test(.enabled(if: FilmFiles.hasFFmpeg, FilmFiles.reason))
  func filmsAsBackgrounds() throws {
    for (name, options) in [("back.mp4", "-c:v mpeg4 -q:v 1"), ("back.gif", "")] {
      let words =
        "-nostdin -v error -f lavfi -i color=blue:s=50x30:d=0.5:r=4 -f lavfi -i "
        + "color=red:s=50x30:d=0.5:r=4 -filter_complex [0][1]concat \(options) \(folder.path)/\(name)"
      _ = try FilmFiles.run("ffmpeg", words.split(separator: " ").map(String.init))
      let made = try files.composed(
        "frame.png", "--background", name, "--mask-final", "left.png", "--light-wrap", "0")
      let pixel = made.pixel(45, 15)
      #expect(pixel[0] < 20 && pixel[1] < 20 && pixel[2] > 230 && pixel[3] == 255, "\(name)")
    }
    // The limit of pictures is that of films too.
    try folder.write(encodePNG(plain(width: 4, height: 4, [1, 2, 3, 255])), "small.png")
    let refused = try Program.vbg.run(
      "compose", "small.png", "--background", "back.mp4", "--mask", "left.png", "-o", "o.png",
      "--max-pixels", "1499", in: folder)
    #expect(refused.exitCode == 1 && refused.saysOneLine, "\(refused.errors)")
    #expect(
      refused.errors.contains("back.mp4: expected an image of at most 1499 pixels, found 50x30"))
    #expect(refused.errors.contains("(--max-pixels 1500 allows it)"))
    try folder.write(Array("no film at all, not by far".utf8), "back.txt")
    let outcome = try Program.vbg.run(
      "compose", "frame.png", "--background", "back.txt", "--mask", "left.png", "-o", "o.png",
      in: folder)
    #expect(outcome.exitCode == 1 && outcome.saysOneLine)
    #expect(outcome.errors.contains("back.txt: expected a PNG, JPEG"), "\(outcome.errors)")
  }

  @Test(
    .enabled(if: FilmFiles.hasFFmpeg, FilmFiles.reason), arguments: ["bmp", "tif", "gif", "webp"])
  func picturesOfManyFormats(ending: String) throws {
    let words =
      ["-nostdin", "-v", "error", "-i", folder.path + "/frame.png"]
      + (ending == "webp" ? ["-lossless", "1"] : []) + [folder.path + "/frame.\(ending)"]
    _ = try FilmFiles.run("ffmpeg", words)
    let outcome = try Program.vbg.run(
      "compose", "frame.\(ending)", "--none", "-o", "o.png", in: folder)
    guard outcome.exitCode == 0 else {
      #expect(outcome.errors.contains("apt install"), "\(outcome.errors)")
      return
    }
    let found = try files.picture("o.png")
    #expect((found.width, found.height) == (50, 30))
    if ending != "gif" { #expect(found == files.frame.opaque()) }
  }
}
