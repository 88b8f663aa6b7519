import TestSupport

/// A model of one convolution, of three colors to one value: `[1, height, width, 3]` to
/// `[1, height / stride, width / stride, 1]`.
enum PixelModel {
  /// The bytes of a `.tflite` file.
  ///
  /// - Parameter weights: `[filter height, filter width, 3]`.
  static func bytes(
    height: Int32, width: Int32, weights: [Float], filterSize: Int32 = 1, stride: Int32 = 1,
    bias: Float = 0
  ) -> [UInt8] {
    func tensor(_ name: String, _ shape: [Int32], buffer: UInt32 = 0) -> FlatBufferValue {
      .table([0: .numbers(shape), 1: .number(Int8(0)), 2: .number(buffer), 3: .text(name)])
    }
    func buffer(_ floats: [Float]) -> FlatBufferValue {
      .table([
        0: .vector(floats.flatMap { littleEndianBytes($0.bitPattern) }, count: floats.count * 4)
      ])
    }
    let options: [Int: FlatBufferValue] = [
      0: .number(Int8(0)), 1: .number(stride), 2: .number(stride),
    ]
    let node = FlatBufferValue.table([
      0: .number(UInt32(0)), 1: .numbers([Int32(0), 1, 2]), 2: .numbers([Int32(3)]),
      3: .number(UInt8(1)), 4: .table(options),
    ])
    let graph = FlatBufferValue.table([
      0: .tables([
        tensor("picture", [1, height, width, 3]),
        tensor("filter", [1, filterSize, filterSize, 3], buffer: 1), tensor("bias", [1], buffer: 2),
        tensor("mask", [1, (height + stride - 1) / stride, (width + stride - 1) / stride, 1]),
      ]),
      1: .numbers([Int32(0)]), 2: .numbers([Int32(3)]), 3: .tables([node]),
    ])
    let convolution = FlatBufferValue.table([0: .number(Int8(3)), 2: .number(Int32(1))])
    return flatBufferFile(
      root: .table([
        0: .number(UInt32(3)), 1: .tables([convolution]), 2: .tables([graph]),
        4: .tables([.table([:]), buffer(weights), buffer([bias])]),
      ]), identifier: "TFL3")
  }
}
