extension CatalogueEntry {
  /// Google Meet's larger model; two channels of logits, background and person.
  static let segmFull = CatalogueEntry(
    name: "segm_full_v679",
    aliases: ["meet", "meet-full"],
    file: CataloguedFile(
      fileName: "segm_full_v679.tflite", byteCount: 407_248,
      digest: SHA256Digest(
        hexadecimal: "4fa38a8d2e48e6e3a6fc59a8c88f8766147544947689dec299f654bfdb2b171e"),
      origin: "Google Meet, background features, full",
      license: "Apache-2.0, later Google's terms",
      source: .manual(
        "Google Meet's web client served it; browser demos of virtual backgrounds name it "
          + "(Volcomix/virtual-background on GitHub). Its model card said Apache-2.0 at first, "
          + "and Google's terms of service later.")),
    inputHeight: 144, inputWidth: 256, inputRange: .zeroToOne, decoding: .softmax2)
}
