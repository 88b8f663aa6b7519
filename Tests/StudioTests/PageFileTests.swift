import Testing
import Visitors

@testable import Studio

/// The files of the page, which lie in the program.
@Suite struct PageFileTests {
  private func text(_ path: String) throws -> String {
    String(decoding: try #require(StudioFile(path: path), "\(path)").bytes, as: UTF8.self)
  }

  /// Whatever the page names is there, and nothing of it would be stopped by its own policy.
  @Test func thePageIsWhole() throws {
    let page = try text("/")
    var paths: [String] = []
    for part in page.split(separator: "\"") where part.hasPrefix("/") && !part.contains(">") {
      paths.append(String(part))
    }
    #expect(paths.count >= 7)
    var seen: Set<String> = []
    while let path = paths.popLast() {
      guard seen.insert(path).inserted else { continue }
      let file = try text(path)
      guard path.hasSuffix(".js") else { continue }
      for line in file.split(separator: "\n") where line.hasPrefix("import") {
        let name = try #require(line.split(separator: "\"").dropFirst().first)
        #expect(name.hasPrefix("./"))
        paths.append("/scripts/" + name.dropFirst(2))
      }
    }
    #expect(seen.count >= 18)
    #expect(!page.contains("style=") && !page.contains("<style") && !page.contains("javascript:"))
    #expect(
      page.split(separator: "<script").count - 1 == page.split(
        separator: "<script type=\"module\" src="
      ).count - 1)
  }

  @Test func typesAreThoseOfTheFiles() throws {
    for (path, type) in [
      ("/", "text/html; charset=utf-8"), ("/scripts/main.js", "text/javascript; charset=utf-8"),
      ("/styles/tokens.css", "text/css; charset=utf-8"), ("/icon.svg", "image/svg+xml"),
    ] { #expect(StudioFile(path: path)?.type == type) }
    for path in ["", "/index.html", "/scripts", "/scripts/MAIN.js", "/../", "icon.svg"] {
      #expect(StudioFile(path: path) == nil, "\(path)")
    }
  }
}
