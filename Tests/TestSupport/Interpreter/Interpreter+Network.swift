import Foundation
import Graphs

/// Operators with weights and windows.
extension Interpreter {
  func network(_ node: Node, _ inputs: [Tensor?]) throws -> Tensor? {
    if let convolution = node.operation(as: Convolution2D.self) {
      var data = inputs[0]!
      if convolution.scalesInput { data = combine(data, inputs[3]!, *) }
      let sum = convolve(
        data, inputs[1]!, bias(inputs), convolution.padding, convolution.stride,
        convolution.dilation)
      return finish(sum, convolution.epilogue, inputs)
    }
    if let convolution = node.operation(as: GroupedConvolution2D.self) {
      let sum = convolve(
        inputs[0]!, inputs[1]!, bias(inputs), convolution.padding, convolution.stride,
        convolution.dilation)
      return finish(sum, convolution.epilogue, inputs)
    }
    if let depthwise = node.operation(as: DepthwiseConvolution2D.self) {
      return finish(convolveDepthwise(depthwise, inputs), depthwise.epilogue, inputs)
    }
    if let transpose = node.operation(as: TransposeConvolution2D.self) {
      return finish(convolveTransposed(transpose, inputs), transpose.epilogue, inputs)
    }
    if let fullyConnected = node.operation(as: FullyConnected.self) {
      return finish(multiplyMatrix(fullyConnected, inputs), fullyConnected.epilogue, inputs)
    }
    if let product = node.operation(as: BatchMatrixMultiply.self) {
      return multiplyMatrices(product, inputs[0]!, inputs[1]!)
    }
    if let pool = node.operation(as: AveragePool2D.self) {
      let means = pooled(inputs[0]!, pool.window, pool.stride, pool.padding) {
        $0.reduce(0, +) / Double($0.count)
      }
      return map(means) { apply(pool.activation, $0) }
    }
    if let pool = node.operation(as: Pool2D.self) {
      let statistic = pooled(inputs[0]!, pool.window, pool.stride, pool.padding) { taps in
        switch pool.statistic {
        case .maximum: taps.max()!
        case .rootMeanSquare: sqrt(taps.reduce(0) { $0 + $1 * $1 } / Double(taps.count))
        }
      }
      return map(statistic) { apply(pool.activation, $0) }
    }
    if let unpool = node.operation(as: MaxUnpooling2D.self) {
      return maximumUnpool(unpool, inputs[0]!, inputs[1]!)
    }
    if let resize = node.operation(as: ResizeBilinear.self) { return resample(resize, inputs[0]!) }
    return nil
  }

  private func finish(_ sum: Tensor, _ epilogue: Epilogue, _ inputs: [Tensor?]) -> Tensor {
    let activated = map(sum) { apply(epilogue.activation, $0) }
    guard epilogue.addsResidual else { return activated }
    return combine(activated, inputs.last!!) { apply(epilogue.finalActivation, $0 + $1) }
  }

  private func bias(_ inputs: [Tensor?]) -> [Double]? {
    inputs.count > 2 ? inputs[2]?.elements : nil
  }

  /// Output size and padding in front, by the formulas of TFLite's documentation.
  func window(
    _ input: Int, _ filter: Int, _ stride: Int, _ dilation: Int, _ padding: Padding
  ) -> (size: Int, pad: Int) {
    let effective = dilation * (filter - 1) + 1
    if padding == .valid { return (Int(ceil(Double(input - effective + 1) / Double(stride))), 0) }
    let size = Int(ceil(Double(input) / Double(stride)))
    return (size, max(0, (size - 1) * stride + effective - input) / 2)
  }

  /// A filter `[channels, taps]` as `[taps, channels]`.
  private func turned(_ filter: Tensor) -> [Double] {
    let channels = filter.shape[0]
    let taps = channels == 0 ? 0 : filter.elements.count / channels
    return [Double](unsafeUninitializedCapacity: filter.elements.count) { turned, count in
      for channel in 0..<channels {
        for tap in 0..<taps {
          turned[tap * channels + channel] = filter.elements[channel * taps + tap]
        }
      }
      count = filter.elements.count
    }
  }

  /// sums[c] += value * weights[c] for `count` channels.
  private func add(
    _ value: Double, _ weights: UnsafePointer<Double>, _ count: Int,
    to sums: UnsafeMutablePointer<Double>
  ) {
    for channel in 0..<count { sums[channel] += value * weights[channel] }
  }

  /// Goes over the taps of each output pixel that lie within the input: the pixel's number, the place of the input
  /// pixel's first channel, and the tap's number.
  private func forEachTap(
    _ shape: [Int], _ x: Tensor, _ filter: Tensor, _ pad: (top: Int, left: Int), _ stride: Extent2D,
    _ dilation: Extent2D, _ body: (Int, Int, Int) -> Void
  ) {
    forEachPixel(shape) { pixel, batch, row, column in
      for i in 0..<filter.shape[1] {
        let y = row * stride.height - pad.top + i * dilation.height
        guard (0..<x.shape[1]).contains(y) else { continue }
        for j in 0..<filter.shape[2] {
          let z = column * stride.width - pad.left + j * dilation.width
          guard (0..<x.shape[2]).contains(z) else { continue }
          body(
            pixel, ((batch * x.shape[1] + y) * x.shape[2] + z) * x.shape[3],
            i * filter.shape[2] + j)
        }
      }
    }
  }

  /// A convolution, in groups where the filter has fewer channels than the input.
  private func convolve(
    _ x: Tensor, _ filter: Tensor, _ bias: [Double]?, _ padding: Padding, _ stride: Extent2D,
    _ dilation: Extent2D
  ) -> Tensor {
    let rows = window(x.shape[1], filter.shape[1], stride.height, dilation.height, padding)
    let columns = window(x.shape[2], filter.shape[2], stride.width, dilation.width, padding)
    let channels = filter.shape[0]
    let shape = [x.shape[0], rows.size, columns.size, channels]
    let depth = filter.shape[3]
    let groups = depth == 0 ? 1 : max(1, x.shape[3] / depth)
    let groupSize = channels / groups
    let weights = turned(filter)
    var result = zeros(shape, bias)
    result.elements.withUnsafeMutableBufferPointer { sums in
      weights.withUnsafeBufferPointer { weights in
        x.elements.withUnsafeBufferPointer { x0 in
          forEachTap(shape, x, filter, (rows.pad, columns.pad), stride, dilation) {
            pixel, source, tap in
            for k in 0..<x.shape[3] {
              let group = k / depth
              let place = (tap * depth + k - group * depth) * channels + group * groupSize
              add(
                x0[source + k], weights.baseAddress! + place, groupSize,
                to: sums.baseAddress! + pixel * channels + group * groupSize)
            }
          }
        }
      }
    }
    return result
  }

  private func convolveDepthwise(
    _ depthwise: DepthwiseConvolution2D, _ inputs: [Tensor?]
  ) -> Tensor {
    let (x, filter, bias) = (inputs[0]!, inputs[1]!, bias(inputs))
    let (stride, dilation) = (depthwise.stride, depthwise.dilation)
    let rows = window(
      x.shape[1], filter.shape[1], stride.height, dilation.height, depthwise.padding)
    let columns = window(
      x.shape[2], filter.shape[2], stride.width, dilation.width, depthwise.padding)
    let channels = filter.shape[3]
    let shape = [x.shape[0], rows.size, columns.size, channels]
    var result = zeros(shape, bias)
    result.elements.withUnsafeMutableBufferPointer { sums in
      filter.elements.withUnsafeBufferPointer { weights in
        x.elements.withUnsafeBufferPointer { x0 in
          forEachTap(shape, x, filter, (rows.pad, columns.pad), stride, dilation) {
            pixel, source, tap in
            for channel in 0..<channels {
              sums[pixel * channels + channel] +=
                x0[source + channel / depthwise.depthMultiplier]
                * weights[tap * channels + channel]
            }
          }
        }
      }
    }
    return result
  }

  private func convolveTransposed(
    _ transpose: TransposeConvolution2D, _ inputs: [Tensor?]
  ) -> Tensor {
    let (x, filter, bias) = (inputs[0]!, inputs[1]!, bias(inputs))
    let shape = transpose.outputShape.dimensions
    let stride = transpose.stride
    let top = window(shape[1], filter.shape[1], stride.height, 1, transpose.padding).pad
    let left = window(shape[2], filter.shape[2], stride.width, 1, transpose.padding).pad
    let weights = turned(filter)
    let (depth, channels) = (x.shape[3], shape[3])
    var result = zeros(shape, bias)
    result.elements.withUnsafeMutableBufferPointer { sums in
      weights.withUnsafeBufferPointer { weights in
        x.elements.withUnsafeBufferPointer { x0 in
          forEachPixel(x.shape) { pixel, batch, row, column in
            for i in 0..<filter.shape[1] {
              let y = row * stride.height - top + i
              guard (0..<shape[1]).contains(y) else { continue }
              for j in 0..<filter.shape[2] {
                let z = column * stride.width - left + j
                guard (0..<shape[2]).contains(z) else { continue }
                let target = ((batch * shape[1] + y) * shape[2] + z) * channels
                let tap = (i * filter.shape[2] + j) * depth
                for k in 0..<depth {
                  add(
                    x0[pixel * depth + k], weights.baseAddress! + (tap + k) * channels, channels,
                    to: sums.baseAddress! + target)
                }
              }
            }
          }
        }
      }
    }
    return result
  }

  /// A tensor whose pixels are the bias, or zeros.
  func zeros(_ shape: [Int], _ bias: [Double]?) -> Tensor {
    let count = shape.reduce(1, *)
    guard let bias, count > 0 else { return Tensor(shape, [Double](repeating: 0, count: count)) }
    return Tensor(shape, (0..<(count / shape[3])).flatMap { _ in bias })
  }

  func forEachPixel(_ shape: [Int], _ body: (Int, Int, Int, Int) -> Void) {
    guard shape[3] > 0 else { return }
    var pixel = 0
    for batch in 0..<shape[0] {
      for row in 0..<shape[1] {
        for column in 0..<shape[2] {
          body(pixel, batch, row, column)
          pixel += 1
        }
      }
    }
  }

  func tabulate(_ shape: [Int], _ body: (Int, Int, Int, Int) -> Double) -> Tensor {
    var elements: [Double] = []
    elements.reserveCapacity(shape.reduce(1, *))
    forEachPixel(shape) { _, batch, row, column in
      for channel in 0..<shape[3] { elements.append(body(batch, row, column, channel)) }
    }
    return Tensor(shape, elements)
  }

  private func multiplyMatrix(_ operation: FullyConnected, _ inputs: [Tensor?]) -> Tensor {
    let (x, weights, bias) = (inputs[0]!, inputs[1]!, bias(inputs))
    let (outputs, channels) = (weights.shape[0], weights.shape[1])
    let rows = x.elements.count / channels
    var elements: [Double] = []
    for row in 0..<rows {
      for output in 0..<outputs {
        var sum = bias?[output] ?? 0
        for channel in 0..<channels {
          sum +=
            x.elements[row * channels + channel] * weights.elements[output * channels + channel]
        }
        elements.append(sum)
      }
    }
    return Tensor(
      operation.keepsDimensions ? x.shape.dropLast() + [outputs] : [rows, outputs], elements)
  }

  private func multiplyMatrices(
    _ operation: BatchMatrixMultiply, _ a: Tensor, _ b: Tensor
  ) -> Tensor {
    let (first, second) = (Array(a.shape.suffix(2)), Array(b.shape.suffix(2)))
    let (rows, depth) =
      operation.transposesFirst ? (first[1], first[0]) : (first[0], first[1])
    let columns = operation.transposesSecond ? second[0] : second[1]
    let (outerA, outerB) = (Array(a.shape.dropLast(2)), Array(b.shape.dropLast(2)))
    // Pairs of matrices, found by the broadcasting of their numbers.
    let pairs = combine(
      Tensor(outerA, (0..<outerA.reduce(1, *)).map(Double.init)),
      Tensor(outerB, (0..<outerB.reduce(1, *)).map(Double.init))
    ) { $0 * 0x1p26 + $1 }
    var elements: [Double] = []
    for pair in pairs.elements {
      let (i, j) = (Int(pair / 0x1p26), Int(pair.truncatingRemainder(dividingBy: 0x1p26)))
      for row in 0..<rows {
        for column in 0..<columns {
          elements.append(
            (0..<depth).reduce(0) { sum, k in
              let left = operation.transposesFirst ? k * rows + row : row * depth + k
              let right = operation.transposesSecond ? column * depth + k : k * columns + column
              return sum + a.elements[i * rows * depth + left]
                * b.elements[j * depth * columns + right]
            })
        }
      }
    }
    return Tensor(pairs.shape + [rows, columns], elements)
  }
}
