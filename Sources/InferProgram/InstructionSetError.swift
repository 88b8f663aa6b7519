import Kernels

/// This CPU lacks what was asked for.
package struct InstructionSetError: Error, CustomStringConvertible {
  let wanted: InstructionSet

  package init(wanted: InstructionSet) { self.wanted = wanted }

  package var description: String {
    let available = InstructionSet.available.map(\.rawValue).joined(separator: ", ")
    return "expected a CPU with \(wanted.rawValue), found one with \(available)"
  }
}
