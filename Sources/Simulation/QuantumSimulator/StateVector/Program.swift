import CircuitModel

/// A circuit made ready to run: qubits in use numbered from 0, matrices computed, bodies laid out flat.
struct Program {
    /// Qubits that some gate acts on; the state has only these.
    var activeQubitCount = 0
    var clbitCount: Int
    var steps: [Step] = []
    /// Matrices of all steps, one after the other.
    var matrices: [Double] = []
    /// Targets of dense and diagonal steps.
    var targets: [Int] = []
    /// From here to the end there are only gates and measurements of qubits that nothing acts on afterwards:
    /// what is left is one evolution, and as many samples as there are shots.
    var samplingStart = 0
    /// Whether a run of several shots may come to a point where it has to keep two states.
    var branches: Bool { self.samplingStart > 0 && self.randomStepCount > 0 }
    /// Measurements and resets before ``samplingStart``.
    var randomStepCount = 0
}
