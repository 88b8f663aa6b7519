/// The command line with `--blur 3` written as `--blur=3`, a lone `--blur` as `--blur=demo`, and
/// `--stats` as `--stats=text`.
///
/// The argument parser has no options whose value may be missing. A number behind the option is its
/// value; anything else, such as a frame's path, is not. Nothing behind `--` is touched.
public func joiningOptionalValues(_ arguments: [String]) -> [String] {
  var joined: [String] = []
  var position = 0
  while position < arguments.count {
    let argument = arguments[position]
    position += 1
    if argument == "--" { return joined + arguments[(position - 1)...] }
    guard argument == "--blur" else {
      joined.append(
        argument == "--stats" ? "\(argument)=\(StatisticsForm.text.rawValue)" : argument)
      continue
    }
    if position < arguments.count, BlurStrength.isNumber(arguments[position]) {
      joined.append("\(argument)=\(arguments[position])")
      position += 1
    } else {
      joined.append("\(argument)=\(BlurStrength.demoName)")
    }
  }
  return joined
}
