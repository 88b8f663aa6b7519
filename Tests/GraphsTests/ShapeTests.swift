import Graphs
import Testing

struct ShapeTests {
  @Test func broadcastsLikeTFLite() {
    let cases: [([Int], [Int], [Int]?)] = [
      ([1, 4, 5, 3], [1, 4, 5, 3], [1, 4, 5, 3]),
      ([1, 4, 5, 3], [1, 1, 1, 3], [1, 4, 5, 3]),
      ([1, 4, 5, 3], [3], [1, 4, 5, 3]),
      ([1, 4, 5, 3], [], [1, 4, 5, 3]),
      ([2, 1], [1, 3], [2, 3]),
      ([4, 1, 3], [7, 5, 1, 1], nil),
      ([4, 1, 3], [7, 4, 1, 1], [7, 4, 1, 3]),
      ([0, 3], [1, 3], [0, 3]),
      ([0, 3], [2, 3], nil),
      ([2, 3], [2, 4], nil),
      ([2, 3], [3, 2], nil),
      ([], [], []),
    ]
    for (first, second, expected) in cases {
      #expect(Shape(first).broadcast(with: Shape(second))?.dimensions == expected)
      #expect(Shape(second).broadcast(with: Shape(first))?.dimensions == expected)
    }
  }

  @Test func broadcastThatOverflowsIsNone() {
    #expect(Shape([1 << 40, 1]).broadcast(with: Shape([1, 1 << 40])) == nil)
  }

  @Test func refusesWhatIsNoShape() {
    #expect(throws: ShapeError.negativeDimension([2, -1])) { try Shape(validating: [2, -1]) }
    #expect(throws: ShapeError.tooManyElements([1 << 32, 1 << 31])) {
      try Shape(validating: [1 << 32, 1 << 31])
    }
    #expect(Shape([]).elementCount == 1)
    #expect(Shape([5, 0, 3]).elementCount == 0)
    #expect("\(Shape([1, 144, 256, 3]))" == "1x144x256x3")
  }
}
