extension CatalogueEntry {
  /// BodyPix on MobileNetV1; output of 33 x 33 logits.
  static let bodyPix = CatalogueEntry(
    name: "body-pix-float-050-8",
    aliases: ["bodypix", "body-pix"],
    file: CataloguedFile(
      fileName: "body-pix-float-050-8.tflite", byteCount: 2_208_328,
      digest: SHA256Digest(
        hexadecimal: "d2de5fcc47ec4279c3fea0a5e38ab5cdacb3e1a27409b83557faabb81d07402e"),
      origin: "TensorFlow, BodyPix (MobileNetV1 0.50, output stride 8)",
      license: "Apache-2.0",
      source: .manual(
        "A TensorFlow Lite conversion of the BodyPix model in TensorFlow's model "
          + "collection (tensorflow/tfjs-models on GitHub).")),
    inputHeight: 257, inputWidth: 257, inputRange: .minusOneToOne, decoding: .sigmoid)
}
