extension CataloguedFile {
  /// A portrait to try vbg on, 512 x 512: Eileen Collins, astronaut.
  public static let samplePhoto = CataloguedFile(
    fileName: "astronaut.png", byteCount: 791_555,
    digest: SHA256Digest(
      hexadecimal: "88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5"),
    origin: "NASA's portrait of Eileen Collins, as scikit-image carries it",
    license: "public domain",
    source: .package(.scikitImage, member: "skimage/data/astronaut.png"))
}
