import KernelInterface

extension Reference {
  /// A grid of elements; see `ElementwiseArguments`.
  public static func elementwise(
    _ operation: ElementwiseOperation, _ arguments: ElementwiseArguments
  ) {
    for row in 0..<arguments.rowCount {
      for column in 0..<arguments.columnCount {
        func a() -> Double {
          Double(arguments.a[row * arguments.aRowStride + column * arguments.aColumnStride])
        }
        func b() -> Double {
          Double(arguments.b[row * arguments.bRowStride + column * arguments.bColumnStride])
        }
        func c() -> Double {
          Double(arguments.c[row * arguments.cRowStride + column * arguments.cColumnStride])
        }
        let result =
          switch operation {
          case .activate: a()
          case .add: a() + b()
          case .multiply: a() * b()
          case .multiplyAdd: a() * b() + c()
          }
        arguments.output[row * arguments.outputRowStride + column] =
          Float(activate(result, arguments.activation))
      }
    }
  }
}
