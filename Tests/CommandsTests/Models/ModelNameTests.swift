import Foundation
import ModelCatalogue
import Segmentation
import Testing

/// Names of the catalogue mean the catalogue, whatever lies in the current folder.
@Suite struct ModelNameTests {
  let folder = ScratchFolder()
  /// Words of every command that takes a model, with a place for it.
  static let commands: [(program: Program, words: [String])] = [
    (.infer, ["MODEL", "frame.png"]), (.vbg, ["infer", "MODEL", "frame.png"]),
    (.vbg, ["compose", "frame.png", "--model", "MODEL"]),
    (.vbg, ["video", "in.y4m", "out.y4m", "--model", "MODEL"]),
    (.vbg, ["live", "--output", "/dev/null", "--model", "MODEL"]),
    (.vbg, ["inspect", "MODEL"]), (.vbg, ["profile", "MODEL", "--min-seconds", "0"]),
    (.vbg, ["profile", "--pipeline", "frame.png", "MODEL", "--min-seconds", "0"]),
  ]

  init() throws {
    try folder.write(encodePNG(gradient(width: 48, height: 32)), "frame.png")
    try folder.write(Y4MFilm.moving(frameCount: 1, step: 0).bytes, "in.y4m")
  }

  private func run(
    _ command: (program: Program, words: [String]), _ model: String, _ models: String? = nil
  ) throws -> Outcome {
    try command.program.run(
      command.words.map { $0 == "MODEL" ? model : $0 }, in: folder,
      environment: ["VBG_MODELS": models, "XDG_CONFIG_HOME": folder.path])
  }

  /// A model that would work lies there under every name of the catalogue.
  @Test(arguments: ["landscape", "selfie_segmentation_landscape", "meet", "selfie-landscape"])
  func filesOfTheCataloguesNames(name: String) throws {
    try folder.write(TestModel.segmentationNetwork.bytes(), name)
    let fileName = try #require(Catalogue.entry(named: name)).file.fileName
    for command in Self.commands {
      let outcome = try run(command, name)
      #expect(outcome.exitCode == 1 && outcome.output.isEmpty, "\(command.words)")
      #expect(outcome.saysOneLine && outcome.errors.contains(fileName), "\(outcome.errors)")
      #expect(outcome.errors.contains("vbg models fetch"), "\(outcome.errors)")
    }
    for command in Self.commands where !command.words.contains("live") {
      #expect(try run(command, "./\(name)").exitCode == 0, "\(command.words)")
    }
  }

  @Test func theDefaultsNameIsNoFile() throws {
    try folder.write(
      TestModel.segmentationNetwork.bytes(), "selfie_segmentation_landscape")
    for words in [["compose", "frame.png"], ["video", "in.y4m", "out.y4m"]] {
      let outcome = try Program.vbg.run(words, in: folder)
      #expect(outcome.exitCode == 1 && outcome.errors.contains("expected the model landscape"))
    }
  }

  /// The catalogue's file is checked wherever its name is typed.
  @Test func alteredFiles() throws {
    try FileManager.default.createDirectory(
      at: folder.url("models"), withIntermediateDirectories: false)
    try folder.write(TestModel.segmentationNetwork.bytes(), "models/segm_full_v679.tflite")
    for command in Self.commands {
      for name in ["meet", "segm_full_v679", "segm_full_v679.tflite"] {
        let outcome = try run(command, name, folder.path + "/models")
        #expect(outcome.exitCode == 1 && outcome.saysOneLine, "\(command.words)")
        #expect(outcome.errors.contains("SHA-256 4fa38a8d2e48e6"), "\(outcome.errors)")
      }
    }
    let verified = try Program.vbg.run(
      "models", "verify", "meet", in: folder, environment: ["VBG_MODELS": folder.path + "/models"])
    #expect(verified.exitCode == 1 && verified.errors.contains("4fa38a8d2e48e6"))
  }

  @Test func wordsThatNameNoModel() throws {
    try folder.write(TestModel.segmentationNetwork.bytes(), "network")
    for command in Self.commands {
      for name in ["network", "nope", ""] {
        let outcome = try run(command, name)
        #expect(outcome.exitCode == 2 && outcome.saysOneLine, "\(command.words): \(outcome.errors)")
      }
      #expect(try run(command, "network").errors.contains("./network"), "\(command.words)")
      for name in ["./nope", "nope.tflite"] {
        let outcome = try run(command, name)
        #expect(outcome.exitCode == 1 && outcome.saysOneLine, "\(command.words): \(outcome.errors)")
        #expect(outcome.errors.contains("No such file"), "\(outcome.errors)")
      }
    }
  }

  /// How a foreign model is read is said by every command, unless it was said on the command line.
  @Test func guessesAreSaid() throws {
    let model = TestModel.segmentationNetwork.path
    for command in Self.commands where !command.words.contains("live") {
      let isNoise = command.words.starts(with: ["profile", "MODEL"])
      if command.words.contains("inspect") {
        let outcome = try run(command, model)
        #expect(outcome.text.contains("--input-range 0...1 (a guess), --decode softmax2 (a guess)"))
        continue
      }
      let guessed = try run(command, model)
      let says = guessed.errors.contains("guessed --decode softmax2 and --input-range 0...1")
      #expect(guessed.exitCode == 0 && says == !isNoise, "\(command.words): \(guessed.errors)")
    }
    for command in Self.commands
    where !Set(command.words).isDisjoint(with: ["infer", "compose", "video"]) {
      var told = command
      told.words += ["--decode", "softmax2", "--input-range", "-1...1"]
      let outcome = try run(told, model)
      #expect(outcome.exitCode == 0 && !outcome.errors.contains("guess"), "\(outcome.errors)")
      told.words += ["--decode", "softmax21"]
      #expect(try run(told, model).errors.contains("21 channels"))
    }
  }
}
