package import CircuitModel
package import OpenQASM

/// What one run may take of the machine.
package struct SimulatorLimits: Equatable, Sendable {
    package var circuits = CircuitLimits()
    /// Of a circuit that comes as a text.
    package var programs = OpenQASMLimits()
    /// Memory for amplitudes at any moment of a run: 16 bytes times `2^n`, and once more for each branch that
    /// is kept while another is run.
    package var stateByteCountMax = 8 << 30
    /// Memory for the outcomes of a request.
    package var replyByteCountMax = 1 << 30

    /// Rounds of all its loops that one shot may go through.
    package var roundCountMax = 1_000_000

    /// Bonds of a matrix product state that nobody asked for, taken because the amplitudes do not fit. States that come
    /// so far mostly go on growing, and the time with the third power.
    package var unaskedBondDimensionMax = 256

    package init() {}
}
