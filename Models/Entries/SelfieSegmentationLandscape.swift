extension CatalogueEntry {
  /// MediaPipe's selfie model for wide frames; the logistic function is in the graph.
  static let selfieSegmentationLandscape = CatalogueEntry(
    name: "selfie_segmentation_landscape",
    aliases: ["landscape", "selfie-landscape"],
    file: CataloguedFile(
      fileName: "selfie_segmentation_landscape.tflite", byteCount: 250_145,
      digest: SHA256Digest(
        hexadecimal: "a77d03f4659b9f6b6c1f5106947bf40e99d7655094b6527f214ea7d451106edd"),
      origin: "Google MediaPipe, Selfie Segmentation (landscape)",
      license: "Apache-2.0",
      source: .package(
        .mediaPipe,
        member: "mediapipe/modules/selfie_segmentation/selfie_segmentation_landscape.tflite")),
    inputHeight: 144, inputWidth: 256, inputRange: .zeroToOne, decoding: .identity)
}
