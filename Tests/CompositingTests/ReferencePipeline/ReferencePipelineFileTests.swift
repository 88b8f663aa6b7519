import Foundation
import TestSupport
import Testing

@Suite("Files of the browser demo's pictures")
struct ReferencePipelineFileTests {
  @Test func `every picture is read by a test`() throws {
    try withFixtures("the list of pictures") { folder in
      var read: Set<String> = []
      for fixture in DemoFixture.all {
        read.insert(fixture.framePath)
        read.insert(fixture.backgroundPath)
        read.insert("\(fixture.folder)/0_resized.png")
        read.insert("\(fixture.folder)/1_mask_model.png")
        read.insert("\(fixture.folder)/3_blur_pass6.png")
      }
      for fixture in DemoFixture.tieFree {
        for pass in 1...6 { read.insert("\(fixture.folder)/3_blur_pass\(pass).png") }
      }
      read.formUnion(DemoPicture.all.flatMap { [$0.path, $0.maskPath] })
      read.formUnion(ReferencePipelineTests.otherPaths)
      read.formUnion(ReferencePipelineEdgeTests.paths)
      read.formUnion(ReferencePipelineCanvasTests.paths)
      #expect(read == Set(folder.paths(withExtension: "png")))
    }
  }

  @Test func `an array as NumPy saves it`() throws {
    let array = try NPYArray(Self.file(shape: "(1, 2, 3)", values: [0, 1, -2.5, .infinity, 4, 5]))
    #expect(array.shape == [1, 2, 3])
    #expect(array.values == [0, 1, -2.5, .infinity, 4, 5])
  }

  @Test func `arrays that are not float32 in C order, or cut off, are refused`() {
    let whole = Self.file(shape: "(2,)", values: [1, 2])
    var otherVersion = whole
    otherVersion[6] = 2
    let broken = [
      [], Array(whole.prefix(9)), Array(whole.prefix(20)), whole.dropLast(), whole + [0],
      otherVersion, Self.file(type: "<f8", shape: "(1,)", values: [1, 2]),
      Self.file(shape: "(2,)", order: "True", values: [1, 2]),
      Self.file(shape: "(two,)", values: [1, 2]), Self.file(shape: ")2(", values: [1, 2]),
    ]
    for bytes in broken {
      #expect(throws: NPYArray.FormatError.self) { try NPYArray(bytes) }
    }
  }

  private static func file(
    type: String = "<f4", shape: String, order: String = "False", values: [Float]
  ) -> [UInt8] {
    let header = "{'descr': '\(type)', 'fortran_order': \(order), 'shape': \(shape), }\n"
    let start: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0]
    let bytes = values.flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> UInt32(8 * $0)) }
    }
    return start + Array(header.utf8) + bytes
  }
}
