import Testing

@testable import Commands

/// The parts of `vbg compose` that read words of the command line.
@Suite struct ComposeArgumentTests {
  @Test(arguments: [
    (["--blur"], ["--blur=demo"]), (["--blur", "3"], ["--blur=3"]),
    (["--blur", "2.5%", "a.png"], ["--blur=2.5%", "a.png"]),
    (["--blur", "a.png"], ["--blur=demo", "a.png"]),
    (["--blur", "3.png"], ["--blur=demo", "3.png"]),
    (["--blur", "-1"], ["--blur=-1"]), (["--blur", "-o", "x"], ["--blur=demo", "-o", "x"]),
    (["--blur=7", "8"], ["--blur=7", "8"]),
    (["--blur", "--blur", "1"], ["--blur=demo", "--blur=1"]),
    (["a", "--", "--blur", "3"], ["a", "--", "--blur", "3"]), ([], []),
    (["--blurry", "3"], ["--blurry", "3"]),
  ])
  func optionalValues(typed: [String], joined: [String]) {
    #expect(joiningOptionalValues(typed) == joined)
  }

  @Test(arguments: [
    ("#00b140", 0x00b140), ("#FFF", 0xffffff), ("1a2", 0x11aa22), ("Red", 0xff0000),
    ("grey", 0x808080), ("gray", 0x808080), ("orange", 0xffa500),
  ])
  func colors(text: String, value: Int) throws {
    let color = try RGBColor(text)
    #expect(Int(color.red) << 16 | Int(color.green) << 8 | Int(color.blue) == value)
  }

  @Test(arguments: [
    ("a.PNG", "png"), ("x/y.tar.jpg", "jpg"), ("a", nil), (".png", nil), ("a.", ""), ("-", nil),
    ("dir.d/a", nil),
  ])
  func extensions(path: String, expected: String?) {
    #expect(fileExtension(path) == expected)
  }
}
