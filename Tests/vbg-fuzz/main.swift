// vbg-fuzz MODEL FIRST COUNT: reads the model, breaks it COUNT times, with seeds from FIRST on, and
// loads, plans and runs each. Before each it writes the seed to standard output, so that the last
// line names the guilty one when this process dies. Dies by SIGPROF when one seed takes over 2 s of
// CPU time, by SIGALRM when it takes over 30 s of any time, and can't have more memory than the
// plan's limit and a margin. The last line is "done", the number of errors and of results.

import Glibc

let memoryMarginByteCount = 448 << 20

/// Writes a line at once, so that it is there when the process dies.
func writeLine(_ text: String, to descriptor: Int32 = STDOUT_FILENO) {
  let line = Array("\(text)\n".utf8)
  _ = write(descriptor, line, line.count)
}

func fail(_ message: String) -> Never {
  writeLine("vbg-fuzz: \(message)", to: STDERR_FILENO)
  exit(2)
}

func contents(of path: String) -> [UInt8] {
  guard let file = fopen(path, "rb") else { fail("can't open \(path)") }
  defer { fclose(file) }
  var bytes = [UInt8](repeating: 0, count: 1 << 22)
  let count = fread(&bytes, 1, bytes.count, file)
  return Array(bytes[..<count])
}

/// Starts both clocks from zero; `false` stops them.
func setClocks(_ isRunning: Bool) {
  var interval = itimerval()
  interval.it_value.tv_sec = isRunning ? 2 : 0
  setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &interval, nil)
  alarm(isRunning ? 30 : 0)
}

/// Does what a broken model must never make vbg do; the tests see that it is noticed.
func provoke(_ fault: String) {
  switch fault {
  case "trap": preconditionFailure("provoked")
  case "hang": while time(nil) > 0 {}
  case "memory": writeLine("\([UInt8](repeating: 1, count: 1 << 30).count)")
  default: fail("expected trap, hang or memory, found \(fault)")
  }
}

let arguments = CommandLine.arguments
guard arguments.count == 4, let first = UInt32(arguments[2]), let count = UInt32(arguments[3])
else { fail("usage: vbg-fuzz MODEL|trap|hang|memory FIRST COUNT") }
let model = arguments[1].hasSuffix(".tflite") ? contents(of: arguments[1]) : nil
let limit = rlim_t(memoryLimitByteCount + memoryMarginByteCount)
var memory = rlimit(rlim_cur: limit, rlim_max: limit)
setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &memory)

var errorCount = 0
var resultCount = 0
for seed in first..<first + count {
  writeLine("\(seed)")
  guard let model else {
    setClocks(true)
    provoke(arguments[1])
    continue
  }
  var mutation = Mutation(seed: seed)
  let file = mutation.applied(to: model)
  setClocks(true)
  if let text = error(of: file, seed: seed) {
    if text.isEmpty || text.contains("\n") { fail("expected one line of error, found '\(text)'") }
    errorCount += 1
  } else {
    resultCount += 1
  }
  setClocks(false)
}
writeLine("done \(errorCount) \(resultCount)")
