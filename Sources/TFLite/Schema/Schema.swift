import FlatBuffers

/// Typed views of the tables in a `.tflite` file; no checks beyond the wire format's.
///
/// Field numbers and defaults: TensorFlow Lite's public `schema.fbs`, version 3 (identifier
/// `TFL3`), where a field's number is its place in the table's declaration and a union counts as
/// two (type, then value). Only what vbg reads is listed.
enum Schema {}
