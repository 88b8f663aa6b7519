import Foundation
import Segmentation
import Testing

/// Tests of what `vbg profile` and `vbg inspect` print and write.
@Suite struct ProfileTests {
  let folder = ScratchFolder()
  let model = TestModel.segmentationNetwork.path
  /// As few runs as can be.
  let brief = ["--runs", "3", "--min-seconds", "0", "--warmup-runs", "0"]

  private func profile(_ arguments: [String]) throws -> Outcome {
    try Program.vbg.run(["profile"] + arguments, in: folder)
  }

  private func object(_ outcome: Outcome) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: outcome.output) as? [String: Any])
  }

  @Test func json() throws {
    let outcome = try profile(
      [model, "--json", "--threads", "2", "--instruction-set", "baseline"] + brief)
    #expect(outcome.exitCode == 0 && outcome.errors.isEmpty)
    let report = try object(outcome)
    let minimum = try #require(report["minimum_ms"] as? Double)
    let median = try #require(report["median_ms"] as? Double)
    #expect(minimum > 0 && median >= minimum)
    #expect(try #require(report["mean_ms"] as? Double) >= minimum)
    #expect(report["runs"] as? Int == 3 && report["profiled_runs"] as? Int == 3)
    #expect(report["instruction_set"] as? String == "baseline")
    let steps = try #require(report["steps"] as? [[String: Any]])
    let shares = steps.compactMap { $0["share_percent"] as? Double }
    #expect(shares.count == steps.count && abs(shares.reduce(0, +) - 100) < 1e-6)
    let reached = try #require(steps.last?["cumulative_share_percent"] as? Double)
    #expect(abs(reached - 100) < 1e-6)
    for step in steps {
      let milliseconds = try #require(step["mean_ms"] as? Double)
      let multiplyAdds = try #require(step["multiply_adds"] as? Int)
      if multiplyAdds > 0 {
        let rate = try #require(step["gflop_per_s"] as? Double)
        #expect(abs(rate * milliseconds * 1e6 / (2 * Double(multiplyAdds)) - 1) < 1e-9)
        let kernels = try #require(step["kernels"] as? [String])
        #expect(!kernels.isEmpty && kernels.allSatisfy { $0.hasSuffix("baseline") })
      }
    }
    let operators = try #require(report["operators"] as? [[String: Any]])
    #expect(operators.reduce(0) { $0 + ($1["steps"] as? Int ?? 0) } == steps.count)
  }

  @Test func pipelineOfAFrame() throws {
    try folder.write(Array(encodePNG(gradient(width: 96, height: 54))), "frame.png")
    let outcome = try profile(["--pipeline", "frame.png", model, "--json"] + brief)
    #expect(outcome.exitCode == 0 && outcome.saysOneLine, "\(outcome.errors)")
    #expect(outcome.errors.contains("guessed --decode softmax2"))
    let report = try object(outcome)
    #expect(report["width"] as? Int == 96 && report["height"] as? Int == 54)
    let effects = try #require(report["effects"] as? [[String: Any]])
    #expect(effects.compactMap { $0["effect"] as? String } == ["background picture", "blur"])
    for effect in effects {
      let work = try #require(effect["work"] as? [String: Double])
      #expect(work.count == 4 && abs(work.values.reduce(0, +) - 100) < 1e-6)
      let stages = try #require(effect["stages"] as? [[String: Any]])
      #expect(stages.contains { $0["stage"] as? String == "inference" })
      let whole = try #require(effect["minimum_ms"] as? Double)
      for stage in stages {
        let minimum = try #require(stage["minimum_ms"] as? Double)
        let perPixel = try #require(stage["ns_per_pixel"] as? Double)
        #expect(minimum > 0 && minimum <= whole)
        #expect(abs(perPixel * 96 * 54 / (minimum * 1e6) - 1) < 1e-9)
      }
    }
    let table = try profile(["--pipeline", "frame.png", model] + brief)
    #expect(table.text.contains("NS/PIXEL") && table.text.contains("skipped"))
    let missing = try profile(["--pipeline", "none.png", model] + brief)
    #expect(missing.exitCode == 1 && missing.saysOneLine && missing.errors.contains("none.png"))
    #expect(try profile(["--pipeline", "frame.png", model, "--check"]).exitCode == 2)
  }

  @Test func tableFitsATerminal() throws {
    let outcome = try profile([model] + brief)
    #expect(outcome.exitCode == 0 && outcome.errors.isEmpty)
    #expect(outcome.lines.allSatisfy { $0.count <= 120 })
    #expect(!outcome.text.contains("\u{1b}"), "no styles in a file")
    for word in ["OPERATOR", "CONV_2D", "SHARE", "BOUND", "minimum", "median", "GFLOP/s"] {
      #expect(outcome.text.contains(word))
    }
  }

  @Test func commaSeparatedValues() throws {
    let outcome = try profile([model, "--csv"] + brief)
    let rows = outcome.lines.map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(rows.count > 5 && rows.allSatisfy { $0.count == 15 })
    #expect(rows[0][0] == "step" && rows[0][4] == "mean_ms")
    #expect(rows.dropFirst().enumerated().allSatisfy { Int($1[0]) == $0 && Double($1[4]) != nil })
  }

  @Test func traceAndPage() throws {
    let name = "<b>&.tflite"
    try folder.write(TestModel.segmentationNetwork.bytes(), name)
    let outcome = try profile(
      [name, "--threads", "2", "--trace", "t.json", "--html", "p.html", "--csv"] + brief)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let trace = try #require(
      try JSONSerialization.jsonObject(with: Data(folder.read("t.json"))) as? [String: Any])
    let events = try #require(trace["traceEvents"] as? [[String: Any]])
    let stepCount = outcome.lines.count - 1
    for thread in Set(events.compactMap { $0["tid"] as? Int }) {
      let spans = events.filter { $0["tid"] as? Int == thread && $0["ph"] as? String == "X" }
      #expect(spans.count { $0["cat"] as? String == "step" } == stepCount)
      var end = 0.0
      for span in spans {
        let start = try #require(span["ts"] as? Double)
        #expect(start >= end - 1e-6, "events of a thread do not overlap")
        end = start + (try #require(span["dur"] as? Double))
      }
    }
    let page = String(decoding: try folder.read("p.html"), as: UTF8.self)
    #expect(page.hasPrefix("<!DOCTYPE html>") && page.hasSuffix("</html>\n"))
    #expect(page.contains("&lt;b&gt;&amp;.tflite") && !page.contains("<b>&"))
    for outside in ["http:", "https:", "src=", "url(", "<script", "@import"] {
      #expect(!page.contains(outside), "nothing is loaded")
    }
    #expect(page.components(separatedBy: "<svg").count == 3)
    #expect(page.components(separatedBy: "<tr>").count == stepCount + 2)
    #expect(!page.contains("nan") && !page.contains("inf<"))
  }

  @Test func frame() throws {
    try folder.write(encodePNG(gradient(width: 50, height: 30)), "frame.png")
    #expect(try profile([model, "frame.png", "--csv"] + brief).exitCode == 0)
    let missing = try profile([model, "none.png"] + brief)
    #expect(missing.exitCode == 1 && missing.saysOneLine && missing.errors.contains("none.png"))
    let batch = try profile([TestModel.batchOfTwo.path, "frame.png"] + brief)
    #expect(batch.exitCode == 1 && batch.saysOneLine && batch.errors.contains("image"))
    #expect(try profile([TestModel.batchOfTwo.path] + brief).exitCode == 0, "noise fits any model")
  }

  @Test(arguments: [
    [], ["m", "--csv", "--json"], ["--kernel", "pooling"], ["m", "--kernel", "resize"],
    ["m", "--shape", "1x1 -> 1"], ["--kernel", "resize", "--check"], ["m", "--threads", "0"],
    ["m", "--runs", "0"], ["m", "--min-seconds", "nan"], ["m", "--min-seconds", "-1"],
    ["m", "--warmup-runs", "-1"], ["--kernel", "resize", "--html", "p.html"],
    ["m", "f.png", "--check"], ["--kernel", "convolution", "--shape", ""],
    ["--kernel", "convolution", "--shape", "3x4"], ["--kernel", "convolution", "--shape", "3x4->"],
    ["--kernel", "convolution", "--shape", "0x4 -> 2"],
    ["--kernel", "convolution", "--shape", "3x99999999999999999999 -> 2"],
    ["--kernel", "depthwise", "--shape", "3x4x5 k0"],
    ["--kernel", "depthwise", "--shape", "3x4x5 q3"],
    ["--kernel", "elementwise", "--shape", "3x4x5 mystery"],
    ["--kernel", "resize", "--shape", "3x4x5 -> 6"],
    ["--kernel", "windowMean", "--shape", "3x4x5 -> 6"],
  ]) func wrongUsage(arguments: [String]) throws {
    let outcome = try profile(arguments)
    #expect(outcome.exitCode == 2 && outcome.saysOneLine && outcome.output.isEmpty)
    #expect(folder.names.isEmpty)
  }

  @Test(arguments: [
    ("convolution", "30x5 -> 20"), ("depthwise", "9x8x7 k5 s2"), ("depthwise", "9x8x7 d2 k3"),
    ("elementwise", "3x4x5 multiplyAdd"), ("windowMean", "6x5x4"), ("resize", "3x4x5->6x9"),
  ]) func raceOfKernels(family: String, shape: String) throws {
    let outcome = try profile(
      ["--kernel", family, "--shape", shape, "--json", "--runs", "2", "--min-seconds", "0"])
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let races = try #require(
      try JSONSerialization.jsonObject(with: outcome.output) as? [[String: Any]])
    #expect(races.count == 1)
    let candidates = try #require(races.first?["candidates"] as? [[String: Any]])
    let selected = candidates.filter { $0["is_selected"] as? Bool == true }
    #expect(selected.count == 1)
    let ratios = candidates.compactMap { $0["ratio"] as? Double }
    #expect(ratios.count == candidates.count && ratios.first == 1 && ratios == ratios.sorted())
    let ratio = try #require(races.first?["selection_ratio"] as? Double)
    #expect(abs(ratio - (try #require(selected.first?["ratio"] as? Double))) < 1e-3)
  }

  @Test func tooLargeWorkIsAFailure() throws {
    let outcome = try profile(["--kernel", "convolution", "--shape", "1048576x64 -> 64"])
    #expect(outcome.exitCode == 1 && outcome.saysOneLine && outcome.errors.contains("expected"))
  }

  @Test func checkOfAModelAgreesWithItsExitCode() throws {
    let outcome = try profile(
      [model, "--check", "--json", "--runs", "2", "--min-seconds", "0"])
    let races = try #require(
      try JSONSerialization.jsonObject(with: outcome.output) as? [[String: Any]])
    let ratios = races.compactMap { $0["selection_ratio"] as? Double }
    #expect(ratios.count == races.count && !races.isEmpty)
    #expect(outcome.exitCode == (ratios.contains { $0 > 1.1 } ? 1 : 0))
    #expect(races.contains { ($0["title"] as? String)?.hasPrefix("DEPTHWISE_CONV_2D") == true })
  }

  @Test func inspect() throws {
    let outcome = try Program.vbg.run("inspect", model, "--json", in: folder)
    #expect(outcome.exitCode == 0 && outcome.errors.isEmpty)
    let report = try object(outcome)
    let inputs = try #require(report["inputs"] as? [[String: Any]])
    #expect(inputs.first?["shape"] as? [Int] == [1, 32, 48, 3])
    let nodes = try #require(report["nodes"] as? [[String: Any]])
    var total = 0
    for node in nodes {
      let count = try #require(node["multiplyAddCount"] as? Int)
      total += count
      guard node["operator"] as? String == "CONV_2D" else { continue }
      // Output elements times the filter's elements for one channel.
      let shapes = try #require(node["inputShapes"] as? [[Int]])
      let output = try #require((node["outputShapes"] as? [[Int]])?.first)
      #expect(count == output.reduce(1, *) * shapes[1].dropFirst().reduce(1, *))
    }
    #expect(total > 0 && report["multiplyAddCount"] as? Int == total)
    let memory = try #require(report["memory"] as? [String: Int])
    let arena = try #require(memory["arenaByteCount"])
    #expect(try #require(memory["lowerBoundByteCount"]) <= arena && arena > 0)
    let optimized = try Program.vbg.run("inspect", model, "--optimized", "--json", in: folder)
    let fewer = try #require(try object(optimized)["nodes"] as? [[String: Any]])
    #expect(fewer.count < nodes.count)
    let table = try Program.vbg.run("inspect", model, in: folder)
    #expect(table.text.contains("CONV_2D") && table.lines.allSatisfy { $0.count <= 120 })
    let missing = try Program.vbg.run("inspect", "none.tflite", in: folder)
    #expect(missing.exitCode == 1 && missing.saysOneLine)
  }
}
