import Graphs
import Testing

@testable import InferProgram

/// Arrays as NumPy writes them, and what is none.
@Suite struct NumPyReadingTests {
  private func file(
    _ header: String, _ data: [UInt8], version: UInt8 = 1, length: Int? = nil
  ) -> [UInt8] {
    let count = length ?? header.utf8.count
    let bytes = (0..<(version == 1 ? 2 : 4)).map { UInt8(count >> (8 * $0) & 255) }
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + bytes + Array(header.utf8) + data
  }

  private let type = TensorType(.int16, Shape([2, 3]))
  private let data: [UInt8] = [1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0]

  @Test func whatIsWrittenIsRead() throws {
    for elementType in ElementType.allCases {
      let type = TensorType(elementType, Shape([2, 0, 3]))
      #expect(try decodeNumPyArray(encodeNumPyArray([], of: type), as: type) == [])
      let scalar = TensorType(elementType, Shape([]))
      let bytes = [UInt8](1...UInt8(elementType.byteCount))
      #expect(try decodeNumPyArray(encodeNumPyArray(bytes, of: scalar), as: scalar) == bytes)
    }
  }

  @Test(arguments: [
    "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }          \n",
    "{'shape':(2,3),'descr':'<i2','fortran_order':False}",
    "{\"shape\": (2, 3,), \"descr\": \"<i2\", \"fortran_order\": False}\n",
  ])
  func headers(_ header: String) throws {
    for version: UInt8 in 1...3 {
      #expect(try decodeNumPyArray(file(header, data, version: version), as: type) == data)
    }
  }

  /// Columns first: the rows 1 3 5 and 2 4 6.
  @Test func otherOrder() throws {
    let header = "{'descr': '<i2', 'fortran_order': True, 'shape': (2, 3), }\n"
    #expect(
      try decodeNumPyArray(file(header, data), as: type) == [1, 0, 3, 0, 5, 0, 2, 0, 4, 0, 6, 0])
  }

  @Test func refusals() {
    func refusal(_ bytes: [UInt8]) -> String {
      let error = #expect(throws: NumPyError.self) { try decodeNumPyArray(bytes, as: type) }
      return error?.description ?? ""
    }
    let header = "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }\n"
    #expect(refusal([]).contains("a .npy file"))
    #expect(refusal(Array("not an array".utf8)).contains("a .npy file"))
    #expect(refusal(file(header, data, version: 9)).contains("version 1, 2 or 3"))
    #expect(refusal(file(header, data, length: 9000)).contains("within the file"))
    #expect(refusal(file(header, data, version: 2, length: 1 << 30)).contains("within the file"))
    #expect(
      refusal(file(header, Array(data.dropLast()))) == "expected 12 bytes of elements, found 11")
    #expect(
      refusal(file(header.replacing("<i2", with: "<f8"), data))
        == "expected int16 2x3, found float64 2x3")
    #expect(refusal(file(header.replacing("<i2", with: ">i2"), data)).contains("elements '>i2'"))
    #expect(
      refusal(file(header.replacing("(2, 3)", with: "(3, 2)"), data)).contains("found int16 3x2"))
    for broken in [
      header.replacing("shape", with: "shap"), header.replacing("(2, 3)", with: "(2, x)"),
      header.replacing("(2, 3)", with: "(2, 99999999999999999999)"),
      header.replacing("False", with: "0"),
      header.replacing("(2, 3)", with: "(4294967296, 4294967296, 4294967296)"), "", "{'descr': ",
      header.replacing("(2, 3)", with: "(-2, -3)"),
    ] {
      #expect(refusal(file(broken, data)).contains("a .npy header with"), "\(broken)")
    }
  }
}
