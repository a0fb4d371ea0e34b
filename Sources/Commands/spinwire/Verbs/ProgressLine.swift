import CommandLineInterface
import RuntimeModel
import Spinwire

/// The last line of a terminal: how long the job has been running and what came so far.
actor ProgressLine {
    private let isShown: Bool
    private let start = ContinuousClock.now
    private var status = "queued"
    private var interimCount = 0
    private var isDrawn = false

    /// - Parameter isShown: `false` where the output is no terminal; then only whole lines are written.
    init(isShown: Bool) { self.isShown = isShown }

    /// Writes an event above the line, and takes it into account.
    func show(_ event: JobEvent) {
        if event.kind == .interim { self.interimCount += 1 }
        if let word = event.status { self.status = word }
        self.clear()
        switch EventLine.text(event) {
        case .some((.output, let line)): Console.output(line)
        case .some((.error, let line)): Console.error(line)
        case nil: break
        }
        for line in EventLine.traceback(event) { Console.error(line) }
        self.draw()
    }

    /// Draws the line again each second, until cancelled.
    func tick() async {
        guard self.isShown else { return }
        while !Task.isCancelled {
            self.clear()
            self.draw()
            // Cancelled: the loop ends.
            try? await Task.sleep(for: .seconds(1))
        }
    }

    /// Takes the line off the terminal.
    func clear() {
        guard self.isDrawn else { return }
        Console.errorPart("\r\u{1B}[K")
        self.isDrawn = false
    }

    private func draw() {
        guard self.isShown else { return }
        let seconds = (ContinuousClock.now - self.start).components.seconds
        Console.errorPart(
            "\(TerminalText.line(self.status)) · \(seconds) s · \(self.interimCount) interim results")
        self.isDrawn = true
    }
}
