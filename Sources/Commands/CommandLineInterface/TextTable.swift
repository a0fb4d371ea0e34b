/// Lines of columns, each as wide as its widest cell.
package enum TextTable {
    /// Longest text of a cell, in characters.
    package static let cellLengthMax = 120

    /// The heading and the rows, without spaces at the ends of lines.
    package static func lines(heading: [String], rows: [[String]]) -> [String] {
        let all = [heading] + rows.map { $0.map(Self.shown) }
        let widths = heading.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            let cells = zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            return Self.trimmed(cells.joined(separator: "  "))
        }
    }

    /// What others wrote neither steers the terminal nor breaks the table.
    private static func shown(_ cell: String) -> String {
        let scalars = cell.unicodeScalars
        let text = TerminalText.line(String(scalars.prefix(Self.cellLengthMax)))
        return scalars.count > Self.cellLengthMax ? text + "…" : text
    }

    private static func trimmed(_ line: String) -> String {
        String(line.reversed().drop { $0 == " " }.reversed())
    }
}
