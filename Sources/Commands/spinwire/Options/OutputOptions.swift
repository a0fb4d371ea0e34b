import ArgumentParser
import CommandLineInterface
import RuntimeModel

/// `--json`, which every verb takes.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print JSON: one object a line.") var json = false

    /// Prints rows: each as an object, or all of them as a table.
    func rows<Row: Encodable>(_ rows: [Row], heading: [String], _ cells: (Row) -> [String]) {
        if self.json {
            for row in rows { Console.output(JSONText.line(row)) }
        } else {
            for line in TextTable.lines(heading: heading, rows: rows.map(cells)) { Console.output(line) }
        }
    }

    /// Prints one thing: as an object, or as lines of `name: value`.
    func object(_ value: some Encodable, _ fields: [(String, String)]) {
        if self.json { return Console.output(JSONText.line(value)) }
        let width = fields.map { $0.0.count + 1 }.max() ?? 0
        for (name, text) in fields {
            let gap = String(repeating: " ", count: width - name.count)
            Console.output(name + ":" + gap + TerminalText.line(text))
        }
    }
}
