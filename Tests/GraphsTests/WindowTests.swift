import Graphs
import Testing

struct WindowTests {
  /// input, filter, stride, dilation, padding, positions, elements of padding in front
  static let cases: [(Int, Int, Int, Int, Padding, Int, Int)] = [
    // 3 taps, stride 2: (128 - 1) * 2 + 3 - 256 = 1 element, all of it at the end.
    (256, 3, 2, 1, .same, 128, 0),
    // (129 - 1) * 2 + 3 - 257 = 2, one on each side.
    (257, 3, 2, 1, .same, 129, 1),
    (5, 3, 1, 1, .same, 5, 1),
    (5, 4, 1, 1, .same, 5, 1),
    (1, 1, 1, 1, .same, 1, 0),
    (1, 7, 3, 1, .same, 1, 3),
    // 5 taps 4 apart cover 17: (33 - 1) + 17 - 33 = 16.
    (33, 5, 1, 4, .same, 33, 8),
    // The stride skips elements: no padding, none negative.
    (5, 1, 3, 1, .same, 2, 0),
    (7, 2, 5, 1, .same, 2, 0),
    (5, 3, 1, 1, .valid, 3, 0),
    (5, 3, 2, 1, .valid, 2, 0),
    (6, 3, 2, 1, .valid, 2, 0),
    (5, 3, 1, 2, .valid, 1, 0),
    (64, 64, 64, 1, .valid, 1, 0),
  ]

  @Test(arguments: cases)
  func forward(
    _ example: (
      input: Int, filter: Int, stride: Int, dilation: Int, padding: Padding, size: Int, pad: Int
    )
  ) throws {
    let window = try Window1D(
      input: example.input, filter: example.filter, stride: example.stride,
      dilation: example.dilation, padding: example.padding)
    #expect(window.outputSize == example.size)
    #expect(window.padBefore == example.pad)
  }

  @Test func everyWindowTouchesTheInput() throws {
    for input in 1...9 {
      for filter in 1...6 {
        for stride in 1...4 {
          for dilation in 1...3 {
            for padding in Padding.allCases {
              let effective = (filter - 1) * dilation + 1
              guard padding == .same || effective <= input else { continue }
              let window = try Window1D(
                input: input, filter: filter, stride: stride, dilation: dilation, padding: padding)
              // Counted, not computed: the starts that TFLite's definition of each padding allows.
              let starts = Array(Swift.stride(from: 0, to: input, by: stride)).filter {
                padding == .same || $0 + effective <= input
              }
              #expect(window.outputSize == starts.count)
              #expect(window.padBefore < effective)
            }
          }
        }
      }
    }
  }

  @Test func transposedSame() throws {
    // 2 taps, stride 2 doubles the size without padding; 3 taps have 1 element at the end.
    for filter in 2...3 {
      let window = try Window1D(
        transposedInput: 72, output: 144, filter: filter, stride: 2, padding: .same)
      #expect(window.outputSize == 144)
      #expect(window.padBefore == 0)
    }
    let odd = try Window1D(transposedInput: 72, output: 143, filter: 3, stride: 2, padding: .same)
    #expect(odd.padBefore == 1)
  }

  @Test func transposedRefusesOtherSizes() {
    // SAME with stride 2 from 3: 5 and 6 both map to 3, 4 and 7 do not.
    for (output, fits) in [(4, false), (5, true), (6, true), (7, false)] {
      let window = try? Window1D(
        transposedInput: 3, output: output, filter: 3, stride: 2, padding: .same)
      #expect((window != nil) == fits)
    }
    // VALID: (3 - 1) * 2 + 3 = 7, and one more that no tap writes.
    for (output, fits) in [(6, false), (7, true), (8, true), (9, false), (2, false)] {
      let window = try? Window1D(
        transposedInput: 3, output: output, filter: 3, stride: 2, padding: .valid)
      #expect((window != nil) == fits)
    }
  }

  @Test(arguments: [Int.min, -1, 0, Int(Int32.max) + 1, Int.max])
  func refusesAbsurdSizes(_ absurd: Int) {
    #expect(throws: OperatorError.self) {
      try Window1D(input: absurd, filter: 3, stride: 1, padding: .same)
    }
    #expect(throws: OperatorError.self) {
      try Window1D(input: 5, filter: absurd, stride: 1, padding: .same)
    }
    #expect(throws: OperatorError.self) {
      try Window1D(input: 5, filter: 3, stride: absurd, padding: .valid)
    }
    #expect(throws: OperatorError.self) {
      try Window1D(input: 5, filter: 3, stride: 1, dilation: absurd, padding: .same)
    }
    #expect(throws: OperatorError.self) {
      try Window1D(transposedInput: absurd, output: 5, filter: 3, stride: 1, padding: .same)
    }
  }

  @Test func largestSizesDoNotOverflow() throws {
    let largest = Int(Int32.max)
    let window = try Window1D(
      input: largest, filter: largest, stride: largest, dilation: largest, padding: .same)
    #expect(window.outputSize == 1)
    // ((2^31 - 2) * (2^31 - 1) + 1 - (2^31 - 1)) / 2
    #expect(window.padBefore == 2_305_843_004_918_726_658)
    #expect(throws: OperatorError.self) {
      try Window1D(
        input: largest, filter: largest, stride: 1, dilation: largest, padding: .valid)
    }
  }

  @Test func messageSaysWhatDoesNotFit() {
    let error = #expect(throws: OperatorError.self) {
      try Window1D(input: 4, filter: 3, stride: 1, dilation: 2, padding: .valid)
    }
    #expect(
      error?.description
        == "expected effective filter size of at most 4, the input's size, found 5")
  }
}
