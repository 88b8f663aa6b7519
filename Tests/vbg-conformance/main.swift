// vbg-conformance: runs small models for Tools/conformance, thousands in one process. A line of standard
// input is a case, fields apart by tabs:
//
//   FOLDER LEVEL optimized|imported RUNS
//
// FOLDER holds model.tflite and in0.bin, in1.bin ...: the bytes of each input, of all runs one behind the
// other. The bytes of outputs go to out0.bin, out1.bin ... The answer is a line: `ok` with the outputs' types,
// `refused` with the reason, or `failed` with what is wrong with the case itself. A process that dies or
// answers nothing within 60 s of the machine's time names the guilty case.

import Glibc
import Kernels

while let line = readLine() {
  let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
  guard fields.count == 4, let level = InstructionSet(rawValue: fields[1]), level.isAvailable,
    let runCount = Int(fields[3]), runCount > 0
  else {
    answer("failed expected FOLDER, LEVEL, optimized or imported, RUNS; found \(line)")
    continue
  }
  alarm(60)
  answer(
    ConformanceCase(
      folder: fields[0], level: level, isOptimized: fields[2] == "optimized", runCount: runCount
    ).run())
  alarm(0)
}

/// Writes a line at once, so that it is there when the process dies.
func answer(_ text: String) {
  let line = Array("\(text)\n".utf8)
  _ = write(STDOUT_FILENO, line, line.count)
}
