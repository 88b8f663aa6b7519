import Foundation
import Imaging
import Testing

@testable import Films

/// Tests of what comes out of a film: sizes, times, colors, and what is said when it is none.
@Suite(.enabled(if: Films.areThere, Films.reason)) struct FilmReaderTests {
  let films: Films

  init() throws { films = try Films() }

  @Test(arguments: ["64x48", "65x48", "64x49", "67x35", "1x1", "2x2"])
  func framesAreFFmpegsOwn(size: String) throws {
    let path = try films.moving("a.mkv", size: size, seconds: 0.4)
    for (pixelFormat, name) in [
      (PixelFormat.i420, "yuv420p"), (.i422, "yuv422p"), (.i444, "yuv444p"), (.gray, "gray"),
    ] where pixelFormat == .i420 || size != "1x1" {
      let reader = try films.reader(path, pixelFormat)
      let (times, bytes) = try allFrames(reader)
      #expect(times.count == 10)
      #expect("\(reader.format.width)x\(reader.format.height)" == size)
      if pixelFormat == .i420 { #expect(try bytes == films.decoded(path, name)) }
      #expect(bytes.count == 10 * reader.format.byteCount)
    }
  }

  /// Each format by ffmpeg's and NUT's names of it: raw pictures come as they are, and go as they are.
  @Test(arguments: PixelFormat.allCases, ["64x48", "33x35"])
  func rawFilmsStayAsTheyAre(pixelFormat: PixelFormat, size: String) throws {
    let name = pixelFormat.ffmpegName
    let path = try films.moving(
      "a.nut", size: size, seconds: 0.2, "-c:v rawvideo -pix_fmt \(name)")
    let stored = try films.decoded(path, name)
    let reader = try films.reader(path, pixelFormat)
    let isRead = try allFrames(reader).bytes == stored
    #expect(isRead)

    let copy = films.path("b.nut")
    _ = FileManager.default.createFile(atPath: copy, contents: nil)
    let file = PipeEnd(owning: try openFile(copy, O_WRONLY))
    var nut = NUTWriter()
    try writeAll(file.number, nut.header(reader.format))
    for (time, begin) in stride(from: 0, to: stored.count, by: reader.format.byteCount).enumerated()
    {
      let frame = Array(stored[begin..<begin + reader.format.byteCount])
      try frame.withBytes { try nut.writeFrame(time: time, $0, to: file) }
    }
    #expect(try films.probe(copy).pixelFormat == name)
    let isWritten = try films.decoded(copy, name) == stored
    #expect(isWritten)
  }

  @Test func variableTimesAreKept() throws {
    let path = try films.moving(
      "v.mp4", rate: "30", seconds: 2,
      "-vf select='not(mod(n\\,3))+not(mod(n\\,7))' -fps_mode passthrough -enc_time_base 1:90000 "
        + "-c:v libx264 -pix_fmt yuv420p")
    let expected = try films.ask(path, "-select_streams v -show_entries frame=pts_time")
      .map { try #require(Double($0.split(separator: ",")[0])) }
    let reader = try films.reader(path)
    let times = try allFrames(reader).times
    #expect(times.count == expected.count)
    #expect(Set(zip(times, times.dropFirst()).map { $1 - $0 }).count > 1)
    for (time, seconds) in zip(times, expected) {
      #expect(abs(Double(time) * reader.format.timeBase.value - seconds) < 1e-6)
    }
  }

  @Test func aConstantRateFillsTheGaps() throws {
    let path = try films.moving(
      "v.mkv", rate: "30", seconds: 2,
      "-vf select='not(mod(n\\,3))' -fps_mode passthrough -c:v ffv1")
    let reader = try films.reader(path, constantRate: Rational(10, 1))
    let times = try allFrames(reader).times
    #expect(times == times.indices.map { times[0] + $0 * (times[1] - times[0]) })
    #expect(abs(times.count - 20) <= 1)
  }

  @Test(arguments: [(90, 36, 64), (-90, 36, 64), (180, 64, 36), (0, 64, 36)])
  func rotationIsHonored(degrees: Int, width: Int, height: Int) throws {
    let plain = try films.moving("p.mp4", size: "64x36", "-c:v libx264 -pix_fmt yuv420p")
    let path = try films.make("r.mp4", "-i \(plain) -c copy -metadata:s:v rotate=\(degrees)")
    let probe = try films.probe(path)
    #expect(abs(probe.rotation) == abs(degrees))
    #expect((probe.width, probe.height) == (width, height))
    let (times, bytes) = try allFrames(films.reader(path))
    #expect(times.count == 25)
    #expect(try bytes == films.decoded(path, "yuv420p"))
  }

  @Test func rangeIsKept() throws {
    let path = try films.moving(
      "f.mp4", "-vf scale=out_range=full,format=yuv420p -color_range pc -c:v libx264")
    let reader = try films.reader(path)
    #expect(reader.format.color.range == .full)
    #expect(try allFrames(reader).bytes == films.decoded(path, "yuvj420p"))
  }

  @Test func tagsAreRead() throws {
    let path = try films.moving(
      "t.mp4", size: "64x48",
      "-pix_fmt yuv420p -c:v libx264 -color_range tv -colorspace bt2020nc -color_primaries bt2020 "
        + "-color_trc bt2020-10")
    let color = try films.probe(path).color
    #expect(color.range == .limited && color.matrix == "bt2020nc")
    #expect(color.primaries == "bt2020" && color.transfer == "bt2020-10")
    #expect(color.matrixInEffect(height: 48) == .bt2020)
    #expect(ColorTags().matrixInEffect(height: 576) == .bt601)
    #expect(ColorTags().matrixInEffect(height: 720) == .bt709)
  }

  @Test func wideAndHDRFilmsAreConvertedAndSaidSo() throws {
    let wide = try films.moving("w.mkv", "-pix_fmt yuv420p10le -c:v ffv1")
    let reader = try films.reader(wide)
    #expect(reader.probe.bitDepth == 10 && !reader.probe.isHDR)
    #expect(reader.conversions.count == 1 && reader.conversions[0].contains("10 bits"))
    #expect(try allFrames(reader).times.count == 25)

    let hdr = try films.moving(
      "h.mkv",
      "-pix_fmt yuv420p10le -c:v ffv1 -vf "
        + "setparams=range=tv:colorspace=bt2020nc:color_primaries=bt2020:color_trc=smpte2084 "
        + "-color_trc smpte2084 -colorspace bt2020nc -color_primaries bt2020 -color_range tv")
    let mapped = try films.reader(hdr)
    #expect(mapped.probe.isHDR)
    #expect(mapped.conversions.count == 1 && mapped.conversions[0].contains("dynamic range"))
    #expect(mapped.format.color.transfer == "bt709" || !films.ffmpeg.filters.contains("zscale"))
    #expect(try allFrames(mapped).times.count == 25)
  }

  /// A film of one color: what the matrix and range make of it is known from BT.601 and BT.709.
  @Test(arguments: [("bt709", 720), ("smpte170m", 48)])
  func rgbIsComputedByTheFilmsMatrix(matrix: String, height: Int) throws {
    let name = matrix == "bt709" ? "bt709" : "bt601"
    let path = try films.make(
      "c.mkv",
      "-f lavfi -i color=c=0xC03020:s=64x\(height):r=5:d=0.2 -vf "
        + "scale=out_color_matrix=\(name):out_range=tv,format=yuv444p -c:v ffv1 -colorspace \(matrix) "
        + "-color_range tv")
    let frame = RawFrame(try films.reader(path, .rgba).format)
    #expect(try films.reader(path, .rgba).read(into: frame))
    for (found, expected) in zip(frame.bytes.prefix(4), [0xC0, 0x30, 0x20, 255]) {
      #expect(abs(Int(found) - expected) <= 3, "\(Array(frame.bytes.prefix(4)))")
    }
  }

  @Test func transparentGIF() throws {
    let path = try films.make(
      "g.gif",
      "-f lavfi -i color=c=red@0:s=32x20:r=10:d=0.5,format=rgba -lavfi "
        + "split[a][b];[a]palettegen[p];[b][p]paletteuse")
    let probe = try films.probe(path)
    #expect(probe.hasAlpha && probe.isRGB)
    let frame = RawFrame(try films.reader(path, .rgba).format)
    #expect(try films.reader(path, .rgba).read(into: frame))
    #expect(frame.bytes[3] == 0)
  }

  @Test func whatIsNoFilmIsSaid() throws {
    try Data("hello, this is no film at all".utf8).write(to: URL(filePath: films.path("t.mp4")))
    try Data().write(to: URL(filePath: films.path("e.mp4")))
    let sound = try films.make("s.wav", "-f lavfi -i sine=d=1")
    for (name, words) in [
      ("t.mp4", "expected a film"), ("e.mp4", "expected a film"), ("missing.mp4", "No such file"),
      ("", "directory"), ("s.wav", "sound without"),
    ] {
      let path = name == "s.wav" ? sound : films.path(name)
      let error = #expect(throws: FilmError.self) { try films.probe(path) }
      let text = error.map { "\($0)" } ?? ""
      #expect(text.contains(words) && text.contains(path), "\(text)")
      #expect(!text.contains("\n"))
    }
  }

  @Test func aFilmOfNoFrames() throws {
    let path = try films.moving("z.mkv", "-frames:v 0 -c:v ffv1")
    let error = #expect(throws: FilmError.self) {
      let reader = try films.reader(path)
      _ = try reader.read(into: RawFrame(reader.format))
    }
    #expect(error.map { "\($0)".contains(path) } == true, "\(String(describing: error))")
  }

  @Test(arguments: ["mp4", "mkv"])
  func truncatedFilmsGiveWhatTheyHold(ending: String) throws {
    let path = try films.moving(
      "a.\(ending)", size: "320x240", seconds: 4,
      "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -movflags +faststart")
    let bytes = try Data(contentsOf: URL(filePath: path))
    let cut = films.path("cut.\(ending)")
    try bytes.prefix(bytes.count / 2).write(to: URL(filePath: cut))
    let reader = try films.reader(cut)
    let frame = RawFrame(reader.format)
    let error = #expect(throws: FilmError.self) { while try reader.read(into: frame) {} }
    #expect(reader.frameCount > 10 && reader.frameCount < 95)
    guard case .damaged(cut, reader.frameCount, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    let whole = try films.reader(path)
    #expect(try allFrames(whole).times.count == 100)
  }

  @Test func cancellingEndsAWaitingRead() throws {
    let path = try films.moving("a.mkv", size: "320x240", seconds: 20)
    let reader = try films.reader(path)
    let frame = RawFrame(reader.format)
    #expect(try reader.read(into: frame))
    reader.cancel()
    #expect(throws: FilmError.cancelled) { while try reader.read(into: frame) {} }
    #expect(throws: Never.self) { try reader.read(into: frame) }
  }

  @Test func missingProgramsAreNamed() throws {
    for folders in ["", "/nonexistent:/proc"] {
      let error = #expect(throws: FilmError.missingProgram("ffmpeg")) {
        try FFmpeg(searchPath: folders)
      }
      #expect(error.map { "\($0)".contains("apt-get install ffmpeg") } == true)
    }
  }
}
