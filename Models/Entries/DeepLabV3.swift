extension CatalogueEntry {
  /// DeepLabv3 on MobileNetV2; logits of the 21 classes of Pascal VOC.
  static let deepLabV3 = CatalogueEntry(
    name: "deeplabv3_257_mv_gpu",
    aliases: ["deeplab", "deeplabv3"],
    file: CataloguedFile(
      fileName: "deeplabv3_257_mv_gpu.tflite", byteCount: 2_779_264,
      digest: SHA256Digest(
        hexadecimal: "68a539782c2c6a72f8aac3724600124a85ed977162b44e84cbae5db717c933c6"),
      origin: "TensorFlow, DeepLabv3 (MobileNetV2, Pascal VOC)",
      license: "Apache-2.0",
      source: .manual(
        "TensorFlow Lite's image segmentation example uses it (tensorflow/examples on "
          + "GitHub, tensorflow.org/lite/examples/segmentation).")),
    inputHeight: 257, inputWidth: 257, inputRange: .minusOneToOne, decoding: .softmax21)
}
