import TestSupport

/// A model of one 1x1 convolution from the picture's channels to others, perhaps with LOGISTIC behind it, and
/// with metadata as TFLite's own tools write it.
struct MaskModel {
  var height: Int32 = 4
  var width: Int32 = 6
  var inputChannels: Int32 = 3
  /// One list of weights an output channel, as long as there are input channels.
  var weights: [[Float]] = [[1, 0, 0]]
  var bias: [Float]?
  var endsInLogistic = false
  /// The last operator: none, channels first by TRANSPOSE, all numbers in one row by RESHAPE, or the largest
  /// channel's index by ARG_MAX.
  var layout = Layout.asTheyAre

  /// Whether the picture is `[1, channels, height, width]`, which a TRANSPOSE turns before the convolution.
  var isPlanar = false

  enum Layout { case asTheyAre, channelsFirst, flat, labels }

  /// Means and deviations of the input's bytes.
  var normalization: (means: [Float], deviations: [Float])?
  /// The file of labels behind the model.
  var labels: String?

  /// The bytes of a `.tflite` file.
  var bytes: [UInt8] {
    let channels = Int32(weights.count)
    func tensor(
      _ name: String, _ shape: [Int32], buffer: UInt32 = 0, type: Int8 = 0
    ) -> FlatBufferValue {
      .table([0: .numbers(shape), 1: .number(type), 2: .number(buffer), 3: .text(name)])
    }
    func buffer(_ bytes: [UInt8]) -> FlatBufferValue {
      .table([0: .vector(bytes, count: bytes.count)])
    }
    func floats(_ values: [Float]) -> FlatBufferValue {
      buffer(values.flatMap { littleEndianBytes($0.bitPattern) })
    }
    let result = [1, height, width, channels]
    var nodes = [
      FlatBufferValue.table([
        0: .number(UInt32(0)), 1: .numbers([Int32(0), 1, 2]), 2: .numbers([Int32(3)]),
        3: .number(UInt8(1)),
        4: .table([0: .number(Int8(0)), 1: .number(Int32(1)), 2: .number(Int32(1))]),
      ])
    ]
    if endsInLogistic {
      nodes.append(
        .table([0: .number(UInt32(1)), 1: .numbers([Int32(3)]), 2: .numbers([Int32(4)])]))
    }
    let last: Int32 = endsInLogistic ? 4 : 3
    let (numbers, moved, type): ([Int32], [Int32], Int8) =
      switch layout {
      case .asTheyAre: ([0], result, 0)
      case .channelsFirst: ([0, 3, 1, 2], [1, channels, height, width], 0)
      case .flat: ([1, -1], [1, height * width * channels], 0)
      case .labels: ([3], [1, height, width], 4)
      }
    if layout != .asTheyAre {
      let code: UInt32 = layout == .channelsFirst ? 2 : layout == .flat ? 3 : 4
      var fields: [Int: FlatBufferValue] = [
        0: .number(code), 1: .numbers([last, 5]), 2: .numbers([Int32(6)]),
      ]
      if layout == .labels {
        (fields[3], fields[4]) = (.number(UInt8(40)), .table([0: .number(Int8(4))]))
      }
      nodes.append(.table(fields))
    }
    if isPlanar {
      nodes.insert(
        .table([0: .number(UInt32(2)), 1: .numbers([Int32(7), 8]), 2: .numbers([Int32(0)])]), at: 0)
    }
    let graph = FlatBufferValue.table([
      0: .tables([
        tensor("picture", [1, height, width, inputChannels]),
        tensor("filter", [channels, 1, 1, inputChannels], buffer: 1),
        tensor("bias", [channels], buffer: 2), tensor("sums", result), tensor("mask", result),
        tensor("numbers", [Int32(numbers.count)], buffer: 4, type: 2),
        tensor("moved", moved, type: type),
        tensor("planes", [1, inputChannels, height, width]),
        tensor("order", [4], buffer: 5, type: 2),
      ]),
      1: .numbers([isPlanar ? 7 : 0] as [Int32]), 2: .numbers([layout == .asTheyAre ? last : 6]),
      3: .tables(nodes),
    ])
    var root: [Int: FlatBufferValue] = [
      0: .number(UInt32(3)),
      1: .tables([
        .table([0: .number(Int8(3)), 2: .number(Int32(1))]),
        .table([0: .number(Int8(14)), 2: .number(Int32(1))]),
        .table([0: .number(Int8(39)), 2: .number(Int32(1))]),
        .table([0: .number(Int8(22)), 2: .number(Int32(1))]),
        .table([0: .number(Int8(56)), 2: .number(Int32(1))]),
      ]), 2: .tables([graph]),
      4: .tables([
        .table([:]), floats(weights.flatMap(\.self)),
        floats(bias ?? Array(repeating: 0, count: weights.count)), buffer(metadata),
        buffer(numbers.flatMap(littleEndianBytes)),
        buffer(([0, 2, 3, 1] as [Int32]).flatMap(littleEndianBytes)),
      ]),
    ]
    if normalization != nil || labels != nil {
      root[6] = .tables([.table([0: .text("TFLITE_METADATA"), 1: .number(UInt32(3))])])
    }
    let file = flatBufferFile(root: .table(root), identifier: "TFL3")
    return labels.map { file + archive("labels.txt", Array($0.utf8), at: file.count) } ?? file
  }

  private var metadata: [UInt8] {
    var input: [Int: FlatBufferValue] = [0: .text("image")]
    if let normalization {
      input[4] = .tables([
        .table([
          0: .number(UInt8(1)),
          1: .table([0: .floats(normalization.means), 1: .floats(normalization.deviations)]),
        ])
      ])
    }
    var output: [Int: FlatBufferValue] = [0: .text("mask")]
    if labels != nil {
      output[6] = .tables([.table([0: .text("labels.txt"), 2: .number(Int8(2))])])
    }
    let subgraph = FlatBufferValue.table([
      2: .tables([.table(input)]), 3: .tables([.table(output)]),
    ])
    return flatBufferFile(
      root: .table([0: .text("model"), 3: .tables([subgraph])]), identifier: "M001")
  }

  /// A ZIP archive of one stored file; checksums are left out, as nobody reads them.
  private func archive(_ name: String, _ data: [UInt8], at start: Int) -> [UInt8] {
    func two(_ number: Int) -> [UInt8] { littleEndianBytes(UInt16(number)) }
    func four(_ number: Int) -> [UInt8] { littleEndianBytes(UInt32(number)) }
    let name = Array(name.utf8)
    let sizes = four(0) + four(data.count) + four(data.count)
    let local =
      four(0x0403_4b50) + two(20) + two(0) + two(0) + two(0) + two(0) + sizes + two(name.count)
      + two(0) + name + data
    let entry =
      four(0x0201_4b50) + two(20) + two(20) + two(0) + two(0) + two(0) + two(0) + sizes
      + two(name.count) + two(0) + two(0) + two(0) + two(0) + four(0) + four(start) + name
    let end =
      four(0x0605_4b50) + two(0) + two(0) + two(1) + two(1) + four(entry.count)
      + four(start + local.count) + two(0)
    return local + entry + end
  }
}
