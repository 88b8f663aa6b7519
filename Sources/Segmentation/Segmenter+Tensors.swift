public import Graphs
public import Runtime

/// The model's own tensors: descriptions, and what the last run left in them.
extension Segmenter {
  /// Descriptions of all of the model's inputs, in its order.
  public var inputs: [TensorDescriptor] { session.plan.inputs }
  /// Descriptions of all of the model's outputs, in its order.
  public var outputs: [TensorDescriptor] { session.plan.outputs }

  /// A copy of any output's bytes: after `run()` and before the next `load(_:)`.
  ///
  /// - Precondition: the output exists.
  public func outputBytes(_ output: Int) -> [UInt8] { session.outputBytes(output) }

  /// A copy of the model's exact input, in the input's own order of dimensions: after `load(_:)` and before `run()`,
  /// which may use its memory for other things.
  public func inputValues() -> [Float] {
    let count = inputShape.elementCount
    var values: [Float] = []
    values.reserveCapacity(count)
    var row = 0
    while values.count < count {
      session.withInputRow(metadata.inputIndex, row: row, of: Float.self) { span in
        for index in span.indices { values.append(span[index]) }
      }
      row += 1
    }
    return values
  }

  /// A copy of the model's raw output that the mask is read of, in its own dimensions: after `run()` and before
  /// the next `load(_:)`.
  ///
  /// - Precondition: the output's elements are floats; `outputBytes(_:)` gives others.
  public func outputValues() -> [Float] { session.output(metadata.output.index) }

  /// The error of the last run where the model has a loop that did not end in time; `outputIsFinite()` is false then.
  public var endlessLoop: EndlessLoop? { session.endlessLoop }

  /// Tells whether every number that `run()` left is finite, and all of them were computed. Where that is not so,
  /// the mask may say anything; who must not trust such a mask asks here. Allocates nothing.
  public func outputIsFinite() -> Bool {
    if session.endlessLoop != nil { return false }
    if let gathered { return gathered.isFinite }
    let exponent: Int32 = 0x7f80_0000
    for row in 0..<outputShape[1] {
      let largest = session.withOutputRow(metadata.output.index, row: row, of: Float.self) {
        values in
        values.withUnsafeBufferPointer { values in
          var largest: Int32 = 0
          for value in values {
            largest = max(largest, Int32(bitPattern: value.bitPattern) & exponent)
          }
          return largest
        }
      }
      if largest == exponent { return false }
    }
    return true
  }
}
