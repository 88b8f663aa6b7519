/// The sizes of a tensor, outermost dimension first; images are `[batch, height, width, channels]`.
///
/// A shape's element count fits an `Int`: the checked initializer refuses the others.
public struct Shape: Hashable, Sendable, CustomStringConvertible {
  /// Sizes, outermost first; none is negative. Empty for a scalar.
  public let dimensions: [Int]

  /// The product of all dimensions; 1 for a scalar.
  public let elementCount: Int

  /// A shape from sizes that are known to be valid.
  ///
  /// - Precondition: no dimension is negative and the product does not overflow.
  public init(_ dimensions: [Int]) {
    do {
      try self.init(validating: dimensions)
    } catch {
      preconditionFailure("\(error)")
    }
  }

  /// A shape from sizes that somebody else wrote.
  ///
  /// - Throws: `ShapeError` for a negative dimension or a product that overflows.
  public init(validating dimensions: [Int]) throws(ShapeError) {
    var product = 1
    for dimension in dimensions {
      guard dimension >= 0 else { throw .negativeDimension(dimensions) }
      let (next, overflow) = product.multipliedReportingOverflow(by: dimension)
      guard !overflow else { throw .tooManyElements(dimensions) }
      product = next
    }
    self.dimensions = dimensions
    self.elementCount = product
  }

  /// The number of dimensions.
  public var rank: Int { dimensions.count }

  /// The size of one dimension.
  public subscript(axis: Int) -> Int { dimensions[axis] }

  /// For example `1x144x256x3`; `scalar` for rank 0.
  public var description: String {
    dimensions.isEmpty ? "scalar" : dimensions.map(String.init).joined(separator: "x")
  }
}

/// Error of sizes that are no shape.
public enum ShapeError: Error, Hashable, CustomStringConvertible {
  /// A size below 0.
  case negativeDimension([Int])
  /// The product of the sizes overflows.
  case tooManyElements([Int])

  public var description: String {
    switch self {
    case .negativeDimension(let dimensions):
      "expected dimensions of at least 0, found \(dimensions)"
    case .tooManyElements(let dimensions):
      "expected an element count that fits \(Int.bitWidth - 1) bits, found dimensions \(dimensions)"
    }
  }
}
