import CircuitModel

/// One operation of a program: qubits are bits of the state's index, bodies are jumps.
enum Step {
    /// Gates in a row, by their place in ``Program/segments``.
    case gates(segment: Int)
    case measure(bit: Int, clbit: Int)
    /// The outcome of measuring a qubit that nothing acts on.
    case clear(clbit: Int)
    case reset(bit: Int)
    /// Noise on some bits, by its place in ``Program/disturbances``.
    case disturb(Int)
    /// Turns a classical bit over with a probability that its value decides, by its place in
    /// ``Program/readoutErrors``.
    case misread(clbit: Int, error: Int)
    /// Reports something about the state, by its place in ``Program/saves``.
    case save(Int)
    case jump(to: Int)
    /// Goes on elsewhere unless some classical bits of one word hold given values (or do, if negated).
    case jumpUnlessBits(word: Int, mask: UInt64, value: UInt64, isNegated: Bool, to: Int)
    /// Goes on elsewhere unless the condition holds, by its place in ``Program/conditions``.
    case jumpUnless(condition: Int, to: Int)
    /// By its place in ``Program/stores``.
    case store(Int)
    /// Goes on elsewhere unless a hidden variable is one of some values, by their place in ``Program/choices``.
    case jumpUnlessChosen(choice: Int, to: Int)
    /// Begins a loop's count at 0, in a hidden variable.
    case startCount(variable: Int)
    /// Begins a round, by the loop's place in ``Program/loops``, or goes on elsewhere after the last one.
    case nextRound(loop: Int, to: Int)
    /// Counts a round of a loop that only its condition ends.
    case countRound

    /// Where it may go on besides at the next step.
    var target: Int? {
        switch self {
        case .jump(let to), .jumpUnlessBits(_, _, _, _, let to), .jumpUnless(_, let to),
            .jumpUnlessChosen(_, let to), .nextRound(_, let to):
            to
        case .gates, .measure, .clear, .reset, .disturb, .misread, .save, .store, .startCount, .countRound:
            nil
        }
    }

    func jumping(to target: Int) -> Step {
        switch self {
        case .jump: .jump(to: target)
        case .jumpUnlessBits(let word, let mask, let value, let isNegated, _):
            .jumpUnlessBits(word: word, mask: mask, value: value, isNegated: isNegated, to: target)
        case .jumpUnless(let condition, _): .jumpUnless(condition: condition, to: target)
        case .jumpUnlessChosen(let choice, _): .jumpUnlessChosen(choice: choice, to: target)
        case .nextRound(let loop, _): .nextRound(loop: loop, to: target)
        case .gates, .measure, .clear, .reset, .disturb, .misread, .save, .store, .startCount, .countRound:
            self
        }
    }
}
