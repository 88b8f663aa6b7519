import ArgumentParser
import CommandSupport
import Foundation
import Testing

/// Words with one dash: what is meant, or an error, but never help that nobody asked for.
@Suite struct TypedWordsTests {
  @Test(arguments: [
    (["-ox.png"], ["-o", "x.png"]), (["-o", "x.png"], ["-o", "x.png"]), (["-o-"], ["-o", "-"]),
    (["-o/tmp/a b"], ["-o", "/tmp/a b"]), (["-o=x"], ["-o=x"]), (["-V"], ["--version"]),
    (["-h"], ["-h"]), (["-"], ["-"]), ([""], [""]), (["--blur", "-1"], ["--blur", "-1"]),
    (["--light-wrap", "-.5"], ["--light-wrap", "-.5"]),
    (["--keep-region", "-1,0,2,2"], ["--keep-region", "-1,0,2,2"]),
    (["--ffmpeg-args", "-preset fast"], ["--ffmpeg-args", "-preset fast"]),
    (["a", "--", "-dash.jpg", "-ox"], ["a", "--", "-dash.jpg", "-ox"]),
    (["./-dash.jpg", "--json"], ["./-dash.jpg", "--json"]), ([], []),
  ])
  func meaning(typed: [String], words: [String]) throws {
    #expect(try checkedWords(typed) == words)
  }

  @Test(arguments: [
    ["-dash.jpg"], ["-hq"], ["-hq.png"], ["-Vx"], ["-hh"], ["-x"], ["-1"], ["a", "-1"],
    ["-output", "x"], ["-overlay=x"], ["-o", "-hq"], ["-o", "-h"], ["-o", "--json"],
    ["--output", "-x.png"], ["-o-x"], ["--background", "-h.png"], ["-é"], ["--blur=1", "-2"],
    ["-help"], ["-version"], ["--mask", "-1h.png"], ["--blur", "-h1"],
  ])
  func mistakes(typed: [String]) {
    let error = #expect(throws: ValidationError.self) { try checkedWords(typed) }
    #expect(error?.message.contains("./-") == true, "says how a file is written")
  }

  @Test func programsNeverAnswerWithHelp() throws {
    let files = try ComposeFiles()
    try files.folder.write([], "-hq.png")
    for words in [
      ["-dash.jpg"], ["-hq"], ["-hq.png"], ["-o", "-hq"], ["--background", "-hq.png"],
    ] {
      for (program, start) in [
        (Program.infer, ["landscape"]), (.vbg, ["compose"]), (.vbg, ["video", "in.y4m"]),
        (.vbg, ["live"]), (.vbg, ["infer", "landscape"]), (.vbg, ["inspect"]), (.vbg, ["profile"]),
        (.vbg, ["models", "fetch"]), (.vbg, ["cameras"]), (.vbg, []),
      ] {
        let outcome = try program.run(start + words, in: files.folder)
        #expect(outcome.exitCode == 2, "\(start + words): \(outcome.text)")
        #expect(outcome.saysOneLine && outcome.output.isEmpty, "\(outcome.errors)")
      }
    }
  }

  @Test func filesWithDashes() throws {
    let files = try ComposeFiles()
    try files.folder.write(files.folder.read("frame.png"), "-hq.png")
    for place in [["--", "-hq.png"], ["./-hq.png"]] {
      let outcome = try Program.vbg.run(
        ["compose", "-oout.png", "--mask", "left.png", "--color", "red"] + place, in: files.folder)
      #expect(outcome.exitCode == 0 && outcome.text == "out.png\n", "\(outcome.errors)")
    }
    let named = try Program.vbg.run(
      "compose", "--mask", "left.png", "--", "-hq.png", in: files.folder)
    #expect(named.exitCode == 0 && named.text == "-hq.blurred.png\n", "\(named.errors)")
  }

  @Test(arguments: ["-V", "--version"]) func versions(word: String) throws {
    let folder = ScratchFolder()
    for (program, start) in [(Program.infer, []), (.vbg, []), (.vbg, ["compose"])] {
      let outcome = try program.run(start + [word], in: folder)
      #expect(outcome.exitCode == 0 && outcome.text == version + "\n")
    }
  }

  @Test func subcommandsThatAreNone() throws {
    let folder = ScratchFolder()
    try folder.write([], "photos")
    for (words, meant) in [
      (["compse", "a.png"], "vbg compose"), (["vidoe", "a", "b"], "vbg video"),
      (["Compose"], "vbg compose"), (["IMG_1.HIF"], "vbg compose IMG_1.HIF"),
      (["photo.jpg"], "vbg compose photo.jpg"),
      (["a b.PNG", "-o", "x.png"], "vbg compose a b.PNG"), (["photos"], "vbg compose photos"),
      (["talk.mp4", "out.mp4"], "vbg video talk.mp4 OUT"), (["m.tflite"], "vbg inspect m.tflite"),
      (["/dev/video0"], "vbg live --camera /dev/video0"), (["model"], "vbg models"),
      (["models", "fecth"], "vbg models fetch"), (["help", "compse"], "vbg help compose"),
    ] {
      let outcome = try Program.vbg.run(words, in: folder)
      #expect(outcome.exitCode == 2 && outcome.saysOneLine && outcome.output.isEmpty)
      #expect(outcome.errors.contains("(did you mean '\(meant)'?)"), "\(outcome.errors)")
    }
    for words in [["xyzzy"], [""], ["--blur", "photo.jpg"]] {
      let outcome = try Program.vbg.run(words, in: folder)
      #expect(outcome.exitCode == 2 && outcome.saysOneLine && outcome.output.isEmpty)
      #expect(outcome.errors.contains("compose"), "\(outcome.errors)")
    }
  }

  @Test func modelsAndPlacesThatWereForgotten() throws {
    let folder = ScratchFolder()
    for (program, words, text) in [
      (Program.infer, ["a.png", "b.JPG"], "a model before the frames, such as landscape"),
      (.vbg, ["infer", "b.JPG", "a.png"], "a model before the frames, such as landscape"),
      (.infer, ["IMG_1.HEIC", "a.png"], "a model before the frames, such as landscape"),
      (.vbg, ["video", "in.mp4", "-o", "out.mp4"], "expected OUT behind IN"),
      (.vbg, ["video", "in.mp4", "-oout.mp4"], "expected OUT behind IN"),
    ] {
      let outcome = try program.run(words, in: folder)
      #expect(outcome.exitCode == 2 && outcome.saysOneLine && outcome.errors.contains(text))
    }
  }

  @Test func blurStrengthsAndFrames() throws {
    let files = try ComposeFiles()
    try files.folder.write(files.folder.read("frame.png"), "plain")
    let mask = ["--mask", "left.png"]
    for words in [
      ["--blur", "frame.png"], ["frame.png", "--blur"], ["--blur", "./frame.png"],
      ["--blur", "plain"], ["--blur", "3", "frame.png"], ["frame.png", "--blur", "3%"],
    ] {
      let outcome = try Program.vbg.run(["compose"] + words + mask, in: files.folder)
      #expect(
        outcome.exitCode == 0 && outcome.text.hasSuffix(".blurred.png\n"), "\(outcome.errors)")
    }
    for (words, expected) in [
      (["--blur", "strong"], "found 'strong'"), (["--blur", "50"], "20 % of the frame's height"),
      (["--blur=strong"], "'strong'"), (["--blur", "nan"], "20 % of the frame's height"),
    ] {
      let outcome = try Program.vbg.run(
        ["compose", "frame.png"] + words + mask, in: files.folder)
      #expect(outcome.exitCode == 2 && outcome.saysOneLine, "\(outcome.errors)")
      #expect(outcome.errors.contains("blur") && outcome.errors.contains(expected))
    }
  }
}
