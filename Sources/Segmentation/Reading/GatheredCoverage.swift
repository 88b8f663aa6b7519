import Graphs
import Memory
import ModelCatalogue
import Platform
import Runtime

/// Coverage made of an output that kernels do not read as it is: other layouts, classes, labels. Filled after
/// each run; allocates nothing then.
final class GatheredCoverage {
  private let reading: OutputReading
  private let output: TensorDescriptor
  private let classes: [Int]
  /// The output in floats, in the file's order.
  private let values: Plane<Float>
  /// Coverage in 0...1.
  private let coverage: Plane<Float>
  /// Whether every number of the last run was finite.
  private(set) var isFinite = true

  init(_ reading: OutputReading, of output: TensorDescriptor) {
    self.reading = reading
    self.output = output
    classes = reading.channels(of: reading.layout.channels)
    values = Plane(width: output.shape.elementCount, height: 1, margin: 0)
    coverage = Plane(width: reading.layout.width, height: reading.layout.height, margin: 0)
  }

  /// A row of coverage.
  func row(_ y: Int) -> UnsafeBufferPointer<Float> {
    precondition((0..<reading.layout.height).contains(y))
    return UnsafeBufferPointer(start: coverage.rows.row(y), count: reading.layout.width)
  }

  /// Takes in what a run left.
  func gather(from session: Session) {
    copyValues(from: session)
    let layout = reading.layout
    let input = values.rows.row(0)
    for y in 0..<layout.height {
      let row = coverage.rows.row(y)
      for x in 0..<layout.width {
        let pixel = input + (y * layout.rowStride + x * layout.pixelStride)
        let found = coverage(of: pixel)
        // Comparisons are false for NaN.
        row[x] = found > 0 ? min(found, 1) : 0
      }
    }
  }

  private func coverage(of pixel: UnsafeMutablePointer<Float>) -> Float {
    let stride = reading.layout.channelStride
    switch reading.decoding {
    case .labels:
      guard reading.classes != nil else { return pixel[0] > 0 ? 1 : 0 }
      for index in classes where pixel[0] == Float(index) { return 1 }
      return 0
    case .softmax, .softmax2, .softmax21:
      var largest = -Float.infinity
      for channel in 0..<reading.layout.channels { largest = max(largest, pixel[channel * stride]) }
      var (sum, person): (Float, Float) = (0, 0)
      for channel in 0..<reading.layout.channels {
        let difference = pixel[channel * stride] - largest
        // Less than half a unit in the last place of the sum, which is at least 1.
        if difference > -24 { sum += exp(difference) }
      }
      for channel in classes { person += exp(pixel[channel * stride] - largest) }
      return person / sum
    case .identity, .sigmoid:
      var result: Float = reading.areShares ? 0 : -Float.infinity
      for channel in classes {
        let value = pixel[channel * stride]
        result = reading.areShares ? result + value : max(result, value)
      }
      return reading.decoding == .sigmoid ? 1 / (1 + exp(-result)) : result
    }
  }

  private func copyValues(from session: Session) {
    var next = values.rows.row(0)
    let end = next + output.shape.elementCount
    var row = 0
    isFinite = true
    while next < end {
      switch output.elementType {
      case .float32:
        next += session.withOutputRow(reading.index, row: row, of: Float.self) {
          copy($0, to: next)
        }
      case .int32:
        next += session.withOutputRow(reading.index, row: row, of: Int32.self) {
          copy($0, to: next) { Float($0) }
        }
      case .int64:
        next += session.withOutputRow(reading.index, row: row, of: Int64.self) {
          copy($0, to: next) { Float($0) }
        }
      default:
        next += session.withOutputRow(reading.index, row: row, of: UInt8.self) {
          copy($0, to: next) { Float($0) }
        }
      }
      row += 1
    }
  }

  private func copy(_ row: Span<Float>, to target: UnsafeMutablePointer<Float>) -> Int {
    for index in row.indices {
      target[index] = row[index]
      if !row[index].isFinite { isFinite = false }
    }
    return row.count
  }

  private func copy<Number>(
    _ row: Span<Number>, to target: UnsafeMutablePointer<Float>, _ number: (Number) -> Float
  ) -> Int {
    for index in row.indices { target[index] = number(row[index]) }
    return row.count
  }
}
