import CommandLineInterface
import Testing

@Suite struct TextTableTests {
    @Test func columnsAreAsWideAsTheirWidestCell() {
        #expect(
            TextTable.lines(heading: ["id", "name"], rows: [["1", "a"], ["22", ""]])
                == ["id  name", "1   a", "22"])
    }

    @Test func whatOthersWroteSteersNoTerminal() {
        let long = String(repeating: "x", count: 1000)
        let lines = TextTable.lines(heading: ["a", "b"], rows: [["\u{1b}]0;hi\u{7}", "1\n2"], ["", long]])
        #expect(lines.count == 3)
        #expect(lines[1] == " ]0;hi   1 2")
        #expect(lines[2].count == 7 + 2 + TextTable.cellLengthMax + 1)
    }
}
