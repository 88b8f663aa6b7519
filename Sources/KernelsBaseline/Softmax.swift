import KernelInterface

/// Softmax of rows: the largest element, exponentials and their sum, quotients. Vectors first, then one
/// element at a time; the order of summation depends on a row's length alone.
enum Softmax {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<SoftmaxArguments>) {
    for row in 0..<arguments.pointee.rowCount {
      run(
        arguments.pointee.input + row &* arguments.pointee.inputStride,
        arguments.pointee.output + row &* arguments.pointee.outputStride,
        arguments.pointee.columnCount, arguments.pointee.beta)
    }
  }

  @inline(__always)
  private static func run(
    _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ count: Int,
    _ beta: Float
  ) {
    let lanes = NativeVector.lanes
    let vectors = count / lanes &* lanes
    guard count > 0 else { return }
    var largest = input.pointee
    for column in 1..<count where input[column] > largest { largest = input[column] }
    var column = 0
    while column < vectors {
      let power = exponential(
        (NativeVector.load(input + column) - .broadcast(largest)) * .broadcast(beta))
      power.store(output + column)
      column &+= lanes
    }
    while column < count {
      output[column] = exponential((input[column] - largest) * beta)
      column &+= 1
    }
    var sum = Float(0)
    for column in 0..<count { sum += output[column] }
    let scale = 1 / sum
    column = 0
    while column < vectors {
      (NativeVector.load(output + column) * .broadcast(scale)).store(output + column)
      column &+= lanes
    }
    while column < count {
      output[column] *= scale
      column &+= 1
    }
  }
}
