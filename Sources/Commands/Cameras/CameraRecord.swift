import Devices

/// A device in JSON.
struct CameraRecord: Encodable {
  let path: String
  let name: String
  let driver: String
  let bus: String
  let roles: [String]
  let formats: [Format]
  /// Reason for which it can't be asked.
  let problem: String?

  struct Format: Encodable {
    let format: String
    let description: String
    let isUsable: Bool
    let sizes: [Size]
  }

  /// A size, with `greatest...` and steps where it is a range.
  struct Size: Encodable {
    let width: Int
    let height: Int
    let greatestWidth: Int?
    let greatestHeight: Int?
    let widthStep: Int?
    let heightStep: Int?
    let framesPerSecond: [Double]
    let isRateRange: Bool
  }

  init(_ device: VideoDevice) {
    path = device.path
    name = device.name
    driver = device.driver
    bus = device.bus
    roles = device.roles.map(\.rawValue)
    problem = device.problem
    formats = device.formats.map { format in
      Format(
        format: format.fourCC, description: format.description, isUsable: format.isUsable,
        sizes: format.sizes.map(Size.init))
    }
  }
}

extension CameraRecord.Size {
  fileprivate init(_ size: VideoDevice.Size) {
    let isRange = !size.range.isSingle
    self.init(
      width: size.range.width.least, height: size.range.height.least,
      greatestWidth: isRange ? size.range.width.greatest : nil,
      greatestHeight: isRange ? size.range.height.greatest : nil,
      widthStep: isRange ? size.range.width.step : nil,
      heightStep: isRange ? size.range.height.step : nil,
      framesPerSecond: size.framesPerSecond, isRateRange: size.isRateRange)
  }
}
