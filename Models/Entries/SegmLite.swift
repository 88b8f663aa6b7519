extension CatalogueEntry {
  /// Google Meet's smaller model; two channels of logits, background and person.
  static let segmLite = CatalogueEntry(
    name: "segm_lite_v681",
    aliases: ["meet-lite"],
    file: CataloguedFile(
      fileName: "segm_lite_v681.tflite", byteCount: 407_232,
      digest: SHA256Digest(
        hexadecimal: "b13571477760f99012fbd6365b38406e94020b8eaaf513da8e8eff6332f38b44"),
      origin: "Google Meet, background features, lite",
      license: "Apache-2.0, later Google's terms",
      source: .manual(
        "Google Meet's web client served it; browser demos of virtual backgrounds name it "
          + "(Volcomix/virtual-background on GitHub). Its model card said Apache-2.0 at first, "
          + "and Google's terms of service later.")),
    inputHeight: 96, inputWidth: 160, inputRange: .zeroToOne, decoding: .softmax2)
}
