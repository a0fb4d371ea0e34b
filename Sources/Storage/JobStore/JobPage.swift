/// A part of a list of jobs.
package struct JobPage: Hashable, Sendable {
    /// The jobs, in the order of the list.
    package var rows: [StoredJob]
    /// For each of them the number under which the store accepted it. A list that goes on behind a number neither
    /// repeats nor passes over a job, whatever was accepted or deleted meanwhile.
    package var numbers: [Int64]
    /// How many jobs the filter lets through, wherever the page begins.
    package var count: Int

    package init(rows: [StoredJob], numbers: [Int64], count: Int) {
        self.rows = rows
        self.numbers = numbers
        self.count = count
    }
}
