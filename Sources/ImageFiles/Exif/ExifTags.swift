/// The tags of Exif that a picture made from another may keep: all others are left out, so that nothing
/// which may hold the old picture or its place (thumbnails, makers' notes, previews) travels along.
enum ExifTags {
  static let imageWidth = 0x0100
  static let imageHeight = 0x0101
  static let orientation = 0x0112
  static let exifDirectory = 0x8769
  static let gpsDirectory = 0x8825
  static let exifVersion = 0x9000
  static let colorSpace = 0xA001
  static let pixelWidth = 0xA002
  static let pixelHeight = 0xA003
  static let interoperabilityDirectory = 0xA005

  /// Of the first directory: descriptions, the camera, resolution, software, dates, people, ratings.
  static let keptOfImage: Set<Int> = [
    0x010E, 0x010F, 0x0110, 0x011A, 0x011B, 0x0128, 0x0131, 0x0132, 0x013B, 0x013C, 0x4746, 0x4749,
    0x8298, 0x9C9B, 0x9C9C, 0x9C9D, 0x9C9E, 0x9C9F,
  ]

  /// Of the Exif directory: how the picture was taken, when and with what.
  static let keptOfExif: Set<Int> = [
    // Exposure, aperture, sensitivity.
    0x829A, 0x829D, 0x8822, 0x8824, 0x8827, 0x8830, 0x8831, 0x8832, 0x8833, 0x8834, 0x8835,
    // Versions and dates with their zones and fractions.
    0x9000, 0x9003, 0x9004, 0x9010, 0x9011, 0x9012, 0x9290, 0x9291, 0x9292, 0xA000,
    // The lens, light and distance.
    0x9201, 0x9202, 0x9203, 0x9204, 0x9205, 0x9206, 0x9207, 0x9208, 0x9209, 0x920A,
    // A comment, and the surroundings: temperature, humidity, pressure, depth, acceleration, angle.
    0x9286, 0x9400, 0x9401, 0x9402, 0x9403, 0x9404, 0x9405,
    // The sensor, the scene, and what the camera did to the picture.
    0xA20B, 0xA20E, 0xA20F, 0xA210, 0xA215, 0xA217, 0xA300, 0xA301, 0xA401, 0xA402, 0xA403, 0xA404,
    0xA405, 0xA406, 0xA407, 0xA408, 0xA409, 0xA40A, 0xA40C,
    // Names of the picture, its owner, the camera and the lens.
    0xA420, 0xA430, 0xA431, 0xA432, 0xA433, 0xA434, 0xA435, 0xA436, 0xA437, 0xA438, 0xA439, 0xA43A,
    0xA43B, 0xA43C,
  ]

  /// Of the directory of places: all that is defined.
  static let keptOfGPS = Set(0x0000...0x001F)
}
