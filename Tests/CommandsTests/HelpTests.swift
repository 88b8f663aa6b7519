import Foundation
import Testing

/// Help leads with what people use, fits a terminal, and shows what the command takes.
@Suite struct HelpTests {
  let folder = ScratchFolder()

  private func help(_ program: Program, _ words: [String]) throws -> String {
    let outcome = try program.run(
      words + ["--help"], in: folder, environment: ["COLUMNS": "80"])
    #expect(outcome.exitCode == 0 && outcome.errors.isEmpty)
    return outcome.text
  }

  @Test(arguments: ["infer", "compose", "video", "live"])
  func order(command: String) throws {
    for (program, words) in [(Program.vbg, [command]), (.infer, [])] {
      let text = try help(program, words)
      let start = words == [] ? "vbg-infer " : "vbg \(command) "
      let examples = text.split(separator: "\n").drop { $0 != "Examples:" }.dropFirst()
        .prefix { $0.hasPrefix("  ") }
      #expect(examples.count == 3 && examples.allSatisfy { $0.hasPrefix("  \(start)") }, "\(text)")
      let positions = ["Examples:", "USAGE:", "EXPERT OPTIONS:", "\nOPTIONS:"].compactMap {
        text.range(of: $0)?.lowerBound
      }
      #expect(positions.count == 4 && positions == positions.sorted())
      let expert = try #require(text.range(of: "EXPERT OPTIONS:"))
      for option in ["--output", "--blur", "--background", "--preset", "--model", "--cutout"] {
        guard let place = text.range(of: "  \(option) <") ?? text.range(of: "-o, \(option) <")
        else {
          continue
        }
        #expect(place.lowerBound < expert.lowerBound, "\(option)")
      }
      for option in ["--threads", "--instruction-set", "--decode", "--input-range", "--resize"] {
        let place = try #require(text.range(of: "  \(option) <"), "\(option)")
        #expect(place.lowerBound > expert.lowerBound, "\(option)")
      }
    }
  }

  /// The examples' options exist, and their subcommands.
  @Test func examplesOfTheUmbrella() throws {
    let text = try help(.vbg, [])
    for word in ["vbg models fetch", "vbg compose photo.jpg", "vbg video ", "vbg live "] {
      #expect(text.contains("  \(word)"))
    }
    #expect(text.contains("  -V, --version           Show the version.\n"))
  }

  @Test func everyLineFits() throws {
    let commands = [
      [], ["infer"], ["compose"], ["video"], ["live"], ["models"], ["models", "list"],
      ["models", "fetch"], ["models", "verify"], ["models", "path"], ["cameras"], ["inspect"],
      ["bisect"],
      ["presets"], ["ctl"], ["ctl", "status"], ["ctl", "set"], ["ctl", "snapshot"],
      ["studio"],
      ["profile"],
    ]
    for words in commands {
      for line in try help(.vbg, words).split(separator: "\n") {
        #expect(line.count <= 80, "\(words): \(line)")
      }
    }
  }

  @Test func liveShowsWhatItTakes() throws {
    let text = try help(.vbg, ["live"])
    for option in ["--transparent", "PNG", "film", "--mask", "--no-clobber", "--stages", "--codec"]
    {
      #expect(!text.contains(option), "\(option)")
    }
    for option in ["--camera", "--output", "--size", "--fps", "--smooth", "--decode", "--stats"] {
      #expect(text.contains(option), "\(option)")
    }
  }
}
