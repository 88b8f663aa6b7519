import Foundation
import Graphs

/// Operators with windows but no weights.
extension Interpreter {
  /// A statistic of each window's taps that lie in the picture.
  func pooled(
    _ x: Tensor, _ size: Extent2D, _ stride: Extent2D, _ padding: Padding,
    _ statistic: ([Double]) -> Double
  ) -> Tensor {
    let rows = window(x.shape[1], size.height, stride.height, 1, padding)
    let columns = window(x.shape[2], size.width, stride.width, 1, padding)
    var taps: [Double] = []
    return tabulate([x.shape[0], rows.size, columns.size, x.shape[3]]) {
      batch, row, column, channel in
      taps.removeAll(keepingCapacity: true)
      for i in 0..<size.height {
        for j in 0..<size.width {
          let value = x.pixel(
            batch, row * stride.height - rows.pad + i, column * stride.width - columns.pad + j,
            channel)
          if let value { taps.append(value) }
        }
      }
      return statistic(taps)
    }
  }

  func maximumPool(_ pool: MaxPoolWithArgmax2D, _ x: Tensor) -> [Tensor] {
    let rows = window(x.shape[1], pool.window.height, pool.stride.height, 1, pool.padding)
    let columns = window(x.shape[2], pool.window.width, pool.stride.width, 1, pool.padding)
    var places: [Double] = []
    let shape = [x.shape[0], rows.size, columns.size, x.shape[3]]
    let largest = tabulate(shape) { batch, row, column, channel in
      var (best, place) = (-Double(Float.greatestFiniteMagnitude), 0)
      for i in 0..<pool.window.height {
        for j in 0..<pool.window.width {
          let value = x.pixel(
            batch, row * pool.stride.height - rows.pad + i,
            column * pool.stride.width - columns.pad + j, channel)
          if let value, value > best { (best, place) = (value, i * pool.window.width + j) }
        }
      }
      places.append(Double(place) + 0.1)
      return apply(pool.activation, best)
    }
    return [largest, Tensor(shape, places)]
  }

  func maximumUnpool(_ unpool: MaxUnpooling2D, _ x: Tensor, _ places: Tensor) -> Tensor {
    let (window, stride) = (unpool.window, unpool.stride)
    let shape = [
      x.shape[0], x.shape[1] * window.height, x.shape[2] * window.width, x.shape[3],
    ]
    let top = max(0, (x.shape[1] - 1) * stride.height + window.height - shape[1]) / 2
    let left = max(0, (x.shape[2] - 1) * stride.width + window.width - shape[2]) / 2
    var result = zeros(shape, nil)
    forEachPixel(x.shape) { pixel, batch, row, column in
      for channel in 0..<shape[3] {
        let place = Int(places.elements[pixel * shape[3] + channel])
        let y = row * stride.height - top + place / window.width
        let z = column * stride.width - left + place % window.width
        guard (0..<shape[1]).contains(y), (0..<shape[2]).contains(z) else { continue }
        result.elements[((batch * shape[1] + y) * shape[2] + z) * shape[3] + channel] =
          x.elements[pixel * shape[3] + channel]
      }
    }
    return result
  }

  func resample(_ resize: ResizeBilinear, _ x: Tensor) -> Tensor {
    func position(_ index: Int, _ input: Int, _ output: Int) -> Double {
      if resize.alignsCorners && output > 1 {
        return Double(index) * Double(input - 1) / Double(output - 1)
      }
      let scale = Double(input) / Double(output)
      return resize.hasHalfPixelCenters
        ? (Double(index) + 0.5) * scale - 0.5 : Double(index) * scale
    }
    let shape = [x.shape[0], resize.size.height, resize.size.width, x.shape[3]]
    return tabulate(shape) { batch, row, column, channel in
      let y = min(max(position(row, x.shape[1], shape[1]), 0), Double(x.shape[1] - 1))
      let x0 = min(max(position(column, x.shape[2], shape[2]), 0), Double(x.shape[2] - 1))
      var sum = 0.0
      for i in Int(y)...Int(y.rounded(.up)) {
        for j in Int(x0)...Int(x0.rounded(.up)) {
          let weight = max(0, 1 - abs(y - Double(i))) * max(0, 1 - abs(x0 - Double(j)))
          sum += weight * x.pixel(batch, i, j, channel)!
        }
      }
      return sum
    }
  }
}
