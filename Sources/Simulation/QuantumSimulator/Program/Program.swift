import CircuitModel
import NoiseModel

/// A circuit made ready to run: qubits in use numbered from 0, matrices computed, bodies laid out flat.
struct Program {
    struct Loop {
        /// The hidden variable that counts its rounds.
        var counter: Int
        var roundCount: Int
        /// The variable that the body reads, and the values it takes.
        var variable: Int?
        var start: Int64
        var step: Int64
    }

    struct Choice {
        /// The hidden variable that holds the switch's value.
        var variable: Int
        var values: [UInt64]
    }

    /// The declared qubit of each bit of the state's index, ascending.
    var activeQubits: [Int] = []
    var qubitCount: Int
    var clbitCount: Int
    /// Radians.
    var globalPhase: Double
    /// The circuit's variables, then hidden ones.
    var scope: ClassicalScope
    var steps: [Step] = []
    var gates: [PreparedGate] = []
    /// Numbers of all gates, one after the other.
    var numbers: [Double] = []
    /// Gates that always run together.
    var segments: [Range<Int>] = []
    var saves: [SavePoint] = []
    var conditions: [Condition] = []
    var stores: [(target: ClassicalTarget, value: ClassicalExpression)] = []
    var choices: [Choice] = []
    var loops: [Loop] = []
    var disturbances: [Disturbance] = []
    var readoutErrors: [ReadoutError] = []
    /// What is left of a shot after the steps is to read these bits off its state.
    var readout = Readout()
    /// How readings of the state's bits go wrong, for estimates.
    var bitMisreadings: [Misreading] = []

    init(_ circuit: Circuit) {
        self.qubitCount = circuit.qubitCount
        self.clbitCount = circuit.clbitCount
        self.globalPhase = circuit.globalPhase
        self.scope = ClassicalScope(variables: circuit.variables, parameters: circuit.parameters)
    }

    var activeQubitCount: Int { self.activeQubits.count }

    /// How often the shots of one branch may split at most; `Int.max` where loops decide.
    var splitCountMax: Int {
        var count = 0
        for (place, step) in self.steps.enumerated() {
            switch step {
            case .measure, .reset, .misread: count += 1
            // An average goes one way.
            case .disturb(let disturbance): if !self.disturbances[disturbance].terms.isEmpty { count += 1 }
            case .gates, .clear, .save, .jump, .jumpUnlessBits, .jumpUnless, .store, .jumpUnlessChosen,
                .startCount, .nextRound, .countRound:
                if let target = step.target, target <= place { return .max }
            }
        }
        return count
    }
}
