/// How one circuit was run.
package struct RunReport: Equatable, Sendable {
    /// The method used, never ``MethodName/automatic``.
    package var method: MethodName
    package var precision: Precision
    /// Qubits that had a place in the state.
    package var activeQubitCount: Int
    /// Nanoseconds from the bound circuit to something that can be executed.
    package var planNanoseconds: UInt64 = 0
    /// Nanoseconds of evolution and of what was saved.
    package var runNanoseconds: UInt64 = 0
    /// Nanoseconds of drawing and counting shots; where they went several ways, drawing is part of the run.
    package var sampleNanoseconds: UInt64 = 0
    /// Sum of the discarded squared Schmidt coefficients; 0 but for matrix product states.
    package var truncationError: Double = 0
    /// The largest bond dimension met; 0 but for matrix product states.
    package var bondDimension: Int = 0

    package init(method: MethodName, precision: Precision, activeQubitCount: Int) {
        self.method = method
        self.precision = precision
        self.activeQubitCount = activeQubitCount
    }
}
