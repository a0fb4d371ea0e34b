/// What a scripted program does, as text: one step a line, so that a test's "source" can be uploaded like any program.
///
/// | line                | step                                                                        |
/// |---------------------|-----------------------------------------------------------------------------|
/// | `publish N [BYTES]` | publishes N messages `{"attempt": a, "index": i, …}`, i counted from 0     |
/// | `print TEXT`        | writes the text and a line's end to stdout                                  |
/// | `complain TEXT`     | the same to stderr                                                          |
/// | `metric JSON`       | tells something of itself                                                   |
/// | `wait MS`           | does nothing for so many milliseconds of the loop's time                    |
/// | `circuits`          | asks for a connection for circuits, and waits for the answer                |
/// | `memory BYTES`      | is found to use so much memory, and is killed                               |
/// | `linger MS`         | from now on, its tree takes so long to go when it is killed                 |
/// | `garbage`           | sends a frame that no program may send                                      |
/// | `return JSON`       | completes with this result                                                  |
/// | `raise TEXT`        | fails with `program.raised`                                                 |
/// | `exit CODE`         | leaves without an outcome                                                   |
/// | `die SIGNAL`        | is ended by a signal                                                        |
/// | `die-warm SIGNAL`   | likewise, if its process has served another job before                      |
///
/// Empty lines mean nothing. A script without an end waits for ever.
package struct ProgramScript: Equatable, Sendable {
    package enum Step: Equatable, Sendable {
        case publish(count: Int, byteCount: Int)
        case output(String, isError: Bool)
        case metric(String)
        case wait(milliseconds: Int)
        case circuits
        case memory(byteCount: Int)
        case linger(milliseconds: Int)
        case garbage
        case end(result: String)
        case raise(String)
        case exit(Int32)
        case die(Int32)
        case dieWarm(Int32)
    }

    package let steps: [Step]

    package init(steps: [Step]) { self.steps = steps }

    /// Reads a script; `nil` when a line is none of the steps.
    package init?(_ text: String) {
        var steps: [Step] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: true) {
            guard let step = Self.step(line) else { return nil }
            steps.append(step)
        }
        self.steps = steps
    }

    private static func step(_ line: Substring) -> Step? {
        let word = line.prefix { $0 != " " }
        let rest = line.dropFirst(word.count + 1)
        let numbers = rest.split(separator: " ").compactMap { Int($0) }
        switch word {
        case "print": return .output(String(rest), isError: false)
        case "complain": return .output(String(rest), isError: true)
        case "metric": return .metric(String(rest))
        case "return": return .end(result: String(rest))
        case "raise": return .raise(String(rest))
        case "circuits": return .circuits
        case "garbage": return .garbage
        default: break
        }
        guard let number = numbers.first else { return nil }
        switch word {
        case "publish": return .publish(count: number, byteCount: numbers.count > 1 ? numbers[1] : 0)
        case "wait": return .wait(milliseconds: number)
        case "memory": return .memory(byteCount: number)
        case "linger": return .linger(milliseconds: number)
        case "exit": return .exit(Int32(truncatingIfNeeded: number))
        case "die": return .die(Int32(truncatingIfNeeded: number))
        case "die-warm": return .dieWarm(Int32(truncatingIfNeeded: number))
        default: return nil
        }
    }
}
