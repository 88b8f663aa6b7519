extension CatalogueEntry {
  /// ML Kit's selfie model, float16 weights; the logistic function is in the graph.
  static let selfieSegmentationMLKit = CatalogueEntry(
    name: "selfiesegmentation_mlkit-256x256-2021_01_19-v1215.f16",
    aliases: ["mlkit", "ml-kit"],
    file: CataloguedFile(
      fileName: "selfiesegmentation_mlkit-256x256-2021_01_19-v1215.f16.tflite", byteCount: 249_024,
      digest: SHA256Digest(
        hexadecimal: "8d13b7fae74af625c641226813616a2117bd6bca19eb3b75574621fc08557f27"),
      origin: "Google ML Kit, Selfie Segmentation",
      license: "Apache-2.0",
      source: .manual(
        "The model selfie, which vbg models fetch gets, gives the same masks. "
          + "Browser demos of virtual backgrounds use this one and name it "
          + "(Volcomix/virtual-background on GitHub).")),
    inputHeight: 256, inputWidth: 256, inputRange: .zeroToOne, decoding: .identity)
}
