import ArgumentParser
import Testing

@testable import Commands

/// Colors as CSS Color Module Level 4 defines them; expected bytes are the specification's.
@Suite struct CSSColorTests {
  @Test(arguments: [
    ("#00b140", 0x00b1_40ff), ("#FFF", 0xffff_ffff), ("1a2", 0x11aa_22ff), ("#1a28", 0x11aa_2288),
    ("#00b14080", 0x00b1_4080), ("Red", 0xff00_00ff), ("grey", 0x8080_80ff),
    ("transparent", 0x0000_0000), ("rebeccapurple", 0x6633_99ff), ("cornflowerblue", 0x6495_edff),
    ("lightgoldenrodyellow", 0xfafa_d2ff), ("DarkSlateGrey", 0x2f4f_4fff),
    ("lightcoral", 0xf080_80ff), ("tomato", 0xff63_47ff), ("darkgray", 0xa9a9_a9ff),
    ("mediumspringgreen", 0x00fa_9aff), ("burlywood", 0xdeb8_87ff), ("orange", 0xffa5_00ff),
    ("rgb(0, 177, 64)", 0x00b1_40ff), ("rgb(0 177 64)", 0x00b1_40ff),
    ("RGB( 0  177\t64 )", 0x00b1_40ff), ("rgba(255,0,0,.5)", 0xff00_0080),
    ("rgb(255 0 0 / 50%)", 0xff00_0080), ("rgb(255 0 0/0.2)", 0xff00_0033),
    ("rgb(100% 0% 50%)", 0xff00_80ff), ("rgb(100%,0%,0%,100%)", 0xff00_00ff),
    ("rgb(300 -20 1e2)", 0xff00_64ff), ("rgb(12.6 none 0)", 0x0d00_00ff),
    ("hsl(120 100% 50%)", 0x00ff_00ff), ("hsl(120deg, 100%, 25%)", 0x0080_00ff),
    ("hsl(0.5turn 100% 50%)", 0x00ff_ffff), ("hsl(-120 100% 50%)", 0x0000_ffff),
    ("hsl(480, 100%, 50%)", 0x00ff_00ff), ("hsla(240,100%,50%,0.4)", 0x0000_ff66),
    ("hsl(200grad 100% 50%)", 0x00ff_ffff), ("hsl(3.14159265rad 100% 50%)", 0x00ff_ffff),
    ("hsl(30 60% 20% / 25%)", 0x5233_1440),
  ])
  func colors(text: String, value: Int) throws {
    let color = try CSSColor(text)
    let channels = [color.red, color.green, color.blue, UInt8((color.alpha * 255).rounded())]
    #expect(channels.reduce(0) { $0 << 8 | Int($1) } == value, "\(channels)")
    #expect(color.isOpaque == (value & 255 == 255))
  }

  @Test func namesAreTheWholeList() throws {
    #expect(CSSColor.names.count == 148)
    // Seven pairs of grays in two spellings, and two more synonyms.
    for (name, value) in CSSColor.names where name.contains("gray") {
      #expect(CSSColor.names[name.replacing("gray", with: "grey")] == value)
    }
    #expect(CSSColor.names["aqua"] == CSSColor.names["cyan"])
    #expect(CSSColor.names["fuchsia"] == CSSColor.names["magenta"])
  }

  @Test(arguments: [
    "", "#", "#12", "#12345", "#ggg", "#1234567", "rgb", "rgb()", "rgb(1 2)", "rgb(1,2)",
    "rgb(1 2 3 4)", "rgb(1,2,3,4,5)", "rgb(1 2 3 /)", "rgb(1 2 3 / 1 / 1)", "rgb(1,2,3 / 1)",
    "rgb(nan 0 0)", "rgb(inf 0 0)", "rgb(0x10 0 0)", "rgb(1 2 3", "rgb 1 2 3)", "hsl(a 1% 1%)",
    "hsl(1 2)", "lab(1 2 3)", "bluue green", "٣٣٣", "#٣٣٣", "rgb(,,)", "rgb(1, ,3)",
  ])
  func otherWords(text: String) {
    #expect(throws: ValidationError.self) { try CSSColor(text) }
  }

  @Test func nearNamesAreSuggested() {
    let error = #expect(throws: ValidationError.self) { try CSSColor("teel") }
    #expect(error?.message.contains("did you mean 'teal'?") == true)
  }
}
