import KernelInterface

extension Reference {
  /// Pixels to the light of cells; see `LensLightArguments`.
  public static func lensLight(_ arguments: LensLightArguments) {
    let cellCount = (arguments.width + arguments.step - 1) / arguments.step
    for cell in 0..<cellCount {
      var sums = [0.0, 0.0, 0.0, 0.0]
      for row in 0..<arguments.rowCount {
        for x in (cell * arguments.step)..<min((cell + 1) * arguments.step, arguments.width) {
          let mask = Double(arguments.masks[row][x])
          let keep = max(0, 255 - 2 * mask) + (255 - mask) / 64
          let pixel = arguments.rows[row][x]
          let bytes = (0..<3).map { Double(pixel >> UInt32(8 * $0) & 255) }
          let excess = max(0, bytes.min()! - 229.5) / 25.5
          for channel in 0..<3 {
            let value = bytes[channel] / 255
            let light = value * (0.0345 + value * (0.6067 + value * 0.3588))
            sums[channel] += keep * light * (1 + 3 * excess * excess)
          }
          sums[3] += keep * (1 + 3 * excess * excess)
        }
      }
      for channel in 0..<4 {
        let before = arguments.adds ? Double(arguments.cells[4 * cell + channel]) : 0
        arguments.cells[4 * cell + channel] = Float(before + sums[channel])
      }
    }
  }

  /// Running sums of cells; see `LensSumsArguments`.
  public static func lensSums(_ arguments: LensSumsArguments) {
    let count = (arguments.cellCount + arguments.group - 1) / arguments.group
    for channel in 0..<4 {
      var total: UInt32 = 0
      for index in 0..<(count + arguments.repeatCount) {
        if index < count {
          let end = min((index + 1) * arguments.group, arguments.cellCount)
          let sum = (index * arguments.group..<end).reduce(0.0) {
            $0 + Double(arguments.cells[4 * $1 + channel])
          }
          total &+= UInt32((sum * Double(arguments.scale)).rounded(.toNearestOrEven))
        }
        arguments.sums[4 * index + channel] = total
      }
    }
  }

  /// The index of a channel's byte, not rounded; see `LensDiscArguments`.
  static func lensIndex(
    _ arguments: LensDiscArguments, row: Int, cell: Int, channel: Int
  ) -> Double {
    func total(_ channel: Int) -> Double {
      var total: UInt32 = 0
      for chord in 0..<arguments.chordCount {
        let place = row * arguments.sumStride + 4 * cell + channel
        let length =
          arguments.sums[place + arguments.chords[2 * chord]]
          &- arguments.sums[place + arguments.chords[2 * chord + 1]]
        total &+= chord < arguments.doubledCount ? 2 &* length : length
      }
      return Double(total / 2)
    }
    let group = cell / 32 * 32..<min(cell / 32 * 32 + 32, arguments.count)
    let isHidden = (-2...2).allSatisfy { below in
      let sums = arguments.sums + (row + below) * arguments.sumStride + 3
      return sums[4 * (group.upperBound + 1)] == sums[4 * (group.lowerBound - 3)]
    }
    let keep = isHidden ? 0 : total(3)
    return keep > 0 ? min(8191, total(channel) / keep * 8191) : 0
  }
}
