// vbg-benchmark peak                                  what this machine's cores can do, as JSON
// vbg-benchmark serve MODEL [THREADS [INSTRUCTION-SET]]   a worker that a driver steers; see Worker
// vbg-benchmark convert FROM TO WIDTH HEIGHT [INSTRUCTION-SET]   the same for pixel formats; see
//                                                     ConversionWorker
// vbg-benchmark compose MODEL WIDTH HEIGHT JOB THREADS [INSTRUCTION-SET]   the same for whole frames; see
//                                                     ComposeWorker
// vbg-benchmark live MODEL PHOTO BACKGROUND JOB SOURCE SCENE FRAMES   a session on a scripted camera;
//                                                     see LiveRun
// vbg-benchmark film MODEL FILM BACKGROUND JOB THREADS ROUNDS OUT   a film's frames with and without its
//                                                     pipeline; see FilmBenchmark
// vbg-benchmark stability MODEL [FILM ...]            smoothers' scores, one line of JSON each
//
// For drivers: see the commands in Benchmarks.

import Glibc
import Imaging
import Kernels

func fail(_ message: String) -> Never {
  let line = Array("vbg-benchmark: \(message)\n".utf8)
  _ = write(STDERR_FILENO, line, line.count)
  exit(2)
}

let usage = """
  usage: vbg-benchmark peak | vbg-benchmark serve MODEL [THREADS [INSTRUCTION-SET]] | \
  vbg-benchmark convert FROM TO WIDTH HEIGHT [INSTRUCTION-SET] | \
  vbg-benchmark compose MODEL WIDTH HEIGHT JOB THREADS [INSTRUCTION-SET] | \
  vbg-benchmark live MODEL PHOTO BACKGROUND JOB yuyv|mjpeg moving|still FRAMES | \
  vbg-benchmark film MODEL FILM BACKGROUND JOB THREADS ROUNDS OUT | \
  vbg-benchmark stability MODEL [FILM ...], where JOB is image, blur, demo-image or demo-blur (for \
  compose also filter)
  """

func instructionSet(_ name: String) -> InstructionSet {
  guard let level = InstructionSet(rawValue: name), level.isAvailable else {
    let names = InstructionSet.available.map(\.rawValue).joined(separator: ", ")
    fail("expected an instruction set of this machine (\(names)), found '\(name)'")
  }
  return level
}

let arguments = Array(CommandLine.arguments.dropFirst())
switch arguments.first {
case "peak" where arguments.count == 1:
  printPeaks()
case "serve" where (2...4).contains(arguments.count):
  guard let threadCount = Int(arguments.count > 2 ? arguments[2] : "1"), threadCount > 0 else {
    fail("expected a number of threads, found '\(arguments[2])'")
  }
  let level = arguments.count > 3 ? arguments[3] : InstructionSet.best.rawValue
  do {
    var worker = try Worker(
      model: arguments[1], threadCount: threadCount, instructionSet: instructionSet(level))
    try worker.serve()
  } catch {
    fail("\(error)")
  }
case "convert" where (5...6).contains(arguments.count):
  guard let from = PixelFormat(rawValue: arguments[1]),
    let to = PixelFormat(rawValue: arguments[2]), from == .rgba || to == .rgba
  else {
    fail("expected two formats, one of them rgba, found '\(arguments[1])', '\(arguments[2])'")
  }
  guard let width = Int(arguments[3]), let height = Int(arguments[4]), width > 0, height > 0 else {
    fail("expected a size, found '\(arguments[3])x\(arguments[4])'")
  }
  let level = arguments.count > 5 ? arguments[5] : InstructionSet.best.rawValue
  do {
    try ConversionWorker(
      from: from, to: to, width: width, height: height, instructionSet: instructionSet(level)
    ).serve()
  } catch {
    fail("\(error)")
  }
case "compose" where (6...7).contains(arguments.count):
  guard let width = Int(arguments[2]), let height = Int(arguments[3]), width > 0, height > 0 else {
    fail("expected a size, found '\(arguments[2])x\(arguments[3])'")
  }
  guard let job = ComposeWorker.Job(rawValue: arguments[4]) else {
    fail("expected image, blur, demo-image, demo-blur or filter, found '\(arguments[4])'")
  }
  guard let threadCount = Int(arguments[5]), threadCount > 0 else {
    fail("expected a number of threads, found '\(arguments[5])'")
  }
  let level = arguments.count > 6 ? arguments[6] : InstructionSet.best.rawValue
  do {
    var worker = try ComposeWorker(
      model: arguments[1], width: width, height: height, job: job, threadCount: threadCount,
      instructionSet: instructionSet(level))
    try worker.serve()
  } catch {
    fail("\(error)")
  }
case "live" where arguments.count == 8:
  guard let frameCount = Int(arguments[7]), frameCount > 0,
    let job = ComposeWorker.Job(rawValue: arguments[4]), job != .filter,
    ["yuyv", "mjpeg"].contains(arguments[5]),
    ["moving", "still"].contains(arguments[6])
  else { fail(usage) }
  do {
    try LiveRun(
      model: arguments[1], photo: arguments[2], background: arguments[3],
      options: job.options, isJPEG: arguments[5] == "mjpeg", isMoving: arguments[6] == "moving",
      frameCount: frameCount
    ).run()
  } catch {
    fail("\(error)")
  }
case "film" where arguments.count == 8:
  guard let job = ComposeWorker.Job(rawValue: arguments[4]), job != .filter,
    let threadCount = Int(arguments[5]),
    let roundCount = Int(arguments[6]), threadCount > 0, roundCount > 0
  else { fail(usage) }
  do {
    try FilmBenchmark(
      model: arguments[1], film: arguments[2], background: arguments[3],
      options: job.options, threadCount: threadCount,
      output: arguments[7]
    ).run(roundCount: roundCount)
  } catch {
    fail("\(error)")
  }
case "stability" where arguments.count >= 2:
  do {
    try StabilityBenchmark(model: arguments[1]).run(films: Array(arguments.dropFirst(2)))
  } catch {
    fail("\(error)")
  }
default:
  fail(usage)
}
