import Graphs

extension ElementType {
  /// The type for a code of the schema's enum `TensorType`; nil for those that are no plain numbers.
  init?(schemaCode code: Int8) {
    switch code {
    case 0: self = .float32
    case 1: self = .float16
    case 2: self = .int32
    case 3: self = .uint8
    case 4: self = .int64
    case 6: self = .bool
    case 7: self = .int16
    case 9: self = .int8
    case 10: self = .float64
    case 12: self = .uint64
    case 15: self = .uint32
    case 16: self = .uint16
    default: return nil
    }
  }
}

/// The schema's name of a tensor type that `ElementType` lacks; nil for an unknown code.
func schemaTypeName(_ code: Int8) -> String? {
  switch code {
  case 5: "string"
  case 8: "complex64"
  case 11: "complex128"
  case 13: "resource"
  case 14: "variant"
  case 17: "int4"
  case 18: "bfloat16"
  case 19: "int2"
  case 20: "uint4"
  case 21: "float8_e4m3fn"
  case 22: "float8_e5m2"
  default: nil
  }
}
