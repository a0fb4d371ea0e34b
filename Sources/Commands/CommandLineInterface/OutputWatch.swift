package import RuntimeClient
package import RuntimeModel

/// What the events of one run tell about what the program published and returned.
package struct OutputWatch: Sendable {
    package private(set) var interimCount = 0
    /// Bodies that say they are JSON and are not.
    package private(set) var notJSON: [String] = []
    /// How many interim results and results do not fit their schema.
    package private(set) var violationCounts: [EventKind: Int] = [:]
    /// What the log says about these, each violation a line, no line twice.
    package private(set) var complaints: [EventKind: [String]] = [:]
    /// Python's, of a run that failed.
    package private(set) var traceback: [String] = []
    private var log = ""

    package init() {}

    /// Takes the next event of the job's timeline.
    package mutating func saw(_ event: JobEvent) {
        switch event.kind {
        case .log: self.log = event.isStandardError ? event.text : ""
        case .interim, .result: self.sawOutput(event)
        case .status:
            let lines = EventLine.traceback(event)
            if !lines.isEmpty { self.traceback = lines }
        case .metric, .progress, .checkpoint: break
        }
    }

    private mutating func sawOutput(_ event: JobEvent) {
        if event.kind == .interim { self.interimCount += 1 }
        if event.contentType == .json, event.json == nil {
            self.notJSON.append("event \(event.sequence) is no JSON")
        }
        guard event.violatesSchema else { return }
        self.violationCounts[event.kind, default: 0] += 1
        // The line right before the event says why, unless enough has been said.
        guard let start = self.log.firstRange(of: Self.mark) else { return }
        for line in self.log[start.upperBound...].split(whereSeparator: \.isNewline) {
            let text = String(line.drop { $0 == " " })
            if self.complaints[event.kind, default: []].contains(text) { continue }
            self.complaints[event.kind, default: []].append(text)
        }
        self.log = ""
    }

    private static let mark = "does not fit the program's schema:"
}
