import KernelInterface

/// Softmax of rows: the largest element, exponentials and their sum, quotients. Vectors first, then one
/// element at a time; the order of summation depends on a row's length alone. Rows shorter than a vector that
/// follow each other take their exponentials together, to the same bits.
enum Softmax {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<SoftmaxArguments>) {
    let count = arguments.pointee.columnCount
    if count > 0, count < NativeVector.lanes, arguments.pointee.inputStride == count,
      arguments.pointee.outputStride == count
    {
      switch count {
      case 2: runTogether(arguments, 2)
      case 3: runTogether(arguments, 3)
      case 4: runTogether(arguments, 4)
      default: runTogether(arguments, count)
      }
      return
    }
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

  /// Short rows without gaps, as many at a time as stay in the L1.
  @inline(__always)
  private static func runTogether(_ arguments: UnsafePointer<SoftmaxArguments>, _ count: Int) {
    let beta = arguments.pointee.beta
    var input = arguments.pointee.input
    var output = arguments.pointee.output
    var left = arguments.pointee.rowCount
    while left > 0 {
      let rowCount = left < 128 ? left : 128
      for row in 0..<rowCount {
        let (x, y) = (input + row &* count, output + row &* count)
        var largest = x.pointee
        for column in 1..<count where x[column] > largest { largest = x[column] }
        for column in 0..<count { y[column] = (x[column] - largest) * beta }
      }
      let elementCount = rowCount &* count
      var element = 0
      while element &+ NativeVector.lanes <= elementCount {
        exponential(NativeVector.load(output + element)).store(output + element)
        element &+= NativeVector.lanes
      }
      while element < elementCount {
        output[element] = exponential(output[element])
        element &+= 1
      }
      for row in 0..<rowCount {
        let y = output + row &* count
        var sum = Float(0)
        for column in 0..<count { sum += y[column] }
        let scale = 1 / sum
        for column in 0..<count { y[column] *= scale }
      }
      input += elementCount
      output += elementCount
      left &-= rowCount
    }
  }
}
