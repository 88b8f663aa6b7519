// vbg-benchmark peak                                  what this machine's cores can do, as JSON
// vbg-benchmark serve MODEL [THREADS [INSTRUCTION-SET]]   a worker that a driver steers; see Worker
//
// For a driver that compares engines: see Benchmarks/versus-peers.

import Glibc
import Kernels

func fail(_ message: String) -> Never {
  let line = Array("vbg-benchmark: \(message)\n".utf8)
  _ = write(STDERR_FILENO, line, line.count)
  exit(2)
}

let usage = "usage: vbg-benchmark peak | vbg-benchmark serve MODEL [THREADS [INSTRUCTION-SET]]"
let arguments = Array(CommandLine.arguments.dropFirst())
switch arguments.first {
case "peak" where arguments.count == 1:
  printPeaks()
case "serve" where (2...4).contains(arguments.count):
  guard let threadCount = Int(arguments.count > 2 ? arguments[2] : "1"), threadCount > 0 else {
    fail("expected a number of threads, found '\(arguments[2])'")
  }
  let level = arguments.count > 3 ? arguments[3] : InstructionSet.best.rawValue
  guard let instructionSet = InstructionSet(rawValue: level), instructionSet.isAvailable else {
    let names = InstructionSet.available.map(\.rawValue).joined(separator: ", ")
    fail("expected an instruction set of this machine (\(names)), found '\(level)'")
  }
  do {
    var worker = try Worker(
      model: arguments[1], threadCount: threadCount, instructionSet: instructionSet)
    try worker.serve()
  } catch {
    fail("\(error)")
  }
default:
  fail(usage)
}
