extension CatalogueEntry {
  /// MediaPipe's selfie model for square frames; the logistic function is in the graph.
  public static let selfieSegmentation = CatalogueEntry(
    name: "selfie_segmentation",
    aliases: ["selfie"],
    file: CataloguedFile(
      fileName: "selfie_segmentation.tflite", byteCount: 249_505,
      digest: SHA256Digest(
        hexadecimal: "9ee168ec7c8f2a16c56fe8e1cfbc514974cbbb7e434051b455635f1bd1462f5c"),
      origin: "Google MediaPipe, Selfie Segmentation (general)",
      license: "Apache-2.0",
      source: .package(
        .mediaPipe,
        member: "mediapipe/modules/selfie_segmentation/selfie_segmentation.tflite")),
    inputHeight: 256, inputWidth: 256, inputRange: .zeroToOne, decoding: .identity)
}
