import ArgumentParser
import Testing

@testable import Commands

/// The parts of `vbg compose` that read words of the command line.
@Suite struct ComposeArgumentTests {
  @Test(arguments: [
    (["--blur"], ["--blur=standard"]), (["--blur", "3"], ["--blur=3"]),
    (["--blur", "2.5%", "a.png"], ["--blur=2.5%", "a.png"]),
    (["--blur", "a.png"], ["--blur=standard", "a.png"]),
    (["--blur", "3.png"], ["--blur=standard", "3.png"]),
    (["--blur", "-1"], ["--blur=-1"]), (["--blur", "-o", "x"], ["--blur=standard", "-o", "x"]),
    (["--blur", "demo", "a.png"], ["--blur=demo", "a.png"]),
    (["--blur=7", "8"], ["--blur=7", "8"]),
    (["--blur", "--blur", "1"], ["--blur=standard", "--blur=1"]),
    (["a", "--", "--blur", "3"], ["a", "--", "--blur", "3"]), ([], []),
    (["--blurry", "3"], ["--blurry", "3"]),
  ])
  func optionalValues(typed: [String], joined: [String]) throws {
    #expect(try joiningOptionalValues(typed) == joined)
  }

  @Test(arguments: ["strong", "", "5px", "much", "1,5"])
  func wordsThatAreNoStrength(word: String) {
    let error = #expect(throws: ValidationError.self) {
      try joiningOptionalValues(["--blur", word])
    }
    #expect(error?.message.contains("--blur") == true && error?.message.contains("%") == true)
  }

  @Test(arguments: [
    ("a.PNG", "png"), ("x/y.tar.jpg", "jpg"), ("a", nil), (".png", nil), ("a.", ""), ("-", nil),
    ("dir.d/a", nil),
  ])
  func extensions(path: String, expected: String?) {
    #expect(fileExtension(path) == expected)
  }
}
