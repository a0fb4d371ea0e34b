/// The state of a chain of qubits, as a product of one tensor for each qubit.
///
/// A tensor has a bond to each neighbour; the larger the bond, the more entanglement it can carry across. The form is
/// mixed-canonical: left of the ``centre`` the tensors' columns are orthonormal, right of it their rows, and the
/// centre has the state's whole weight, 1. So what a splitting there leaves out is exactly what the state loses.
///
/// Qubits stand in the chain in an order of their own: gates on qubits far apart bring them together by exchanging
/// neighbours, and nothing brings them back. The methods speak of qubits. Qubit 0 is bit 0 of an index, and the
/// first of a gate's qubits is bit 0 of its matrix's, as in Qiskit. Matrices are row-major, each entry as real then
/// imaginary part.
///
/// Copies share the tensors that neither has changed since.
package struct MatrixProductState: Sendable {
    /// By place in the chain.
    var sites: [Site]
    /// The place of each qubit.
    var places: [Int]
    /// The qubit in each place.
    var qubits: [Int]
    /// The place of the tensor that has the weight.
    var centre = 0
    package let truncation: Truncation
    /// The weight left out so far: the sum over all splittings of the discarded squared Schmidt coefficients.
    package private(set) var discardedWeight = 0.0
    /// The largest bond that there was so far.
    package private(set) var bondDimensionReached = 1

    /// All qubits 0.
    ///
    /// - Parameter qubitCount: 0 or more.
    package init(qubitCount: Int, truncation: Truncation = Truncation()) {
        precondition(LinearAlgebra.isReady && qubitCount >= 0, "A chain has qubits.")
        self.sites = [Site](repeating: .zero, count: qubitCount)
        self.places = Array(0..<qubitCount)
        self.qubits = self.places
        self.truncation = truncation
    }

    package var qubitCount: Int { self.sites.count }

    /// The bonds between the places of the chain, from the left; one fewer than qubits.
    package var bondDimensions: [Int] { self.sites.dropLast().map { $0.right } }

    /// Memory of the tensors.
    package var byteCount: Int { self.sites.reduce(0) { $0 + 16 * $1.entries.count } }

    /// Takes note of a splitting.
    mutating func note(_ splitting: Splitting) {
        self.discardedWeight += splitting.discardedWeight
        self.bondDimensionReached = max(self.bondDimensionReached, splitting.bondDimension)
    }
}
