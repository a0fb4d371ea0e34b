/// Draws basis states from a state vector, which it uses up.
///
/// Running sums of the probabilities overwrite the real parts and tallies the imaginary parts, so that sampling
/// takes no memory beyond the state's. Sums are added in index order: the same amplitudes give the same draws.
package struct OutcomeSampler: ~Copyable {
    private let state: StateVector
    private let total: Double
    /// The last index that has any probability: where a draw lands that rounding pushed past the end.
    private let last: Int

    /// - Parameter state: Not all amplitudes 0; the norm may be off by rounding.
    package init(consuming state: consuming StateVector) {
        let (real, imaginary) = (state.real, state.imaginary)
        var sum = 0.0
        var last = 0
        for index in 0..<state.count {
            let weight = real[index] * real[index] + imaginary[index] * imaginary[index]
            if weight > 0 { last = index }
            sum += weight
            real[index] = sum
            imaginary[index] = 0
        }
        self.total = sum
        self.last = last
        self.state = state
    }

    /// The basis state that a uniform number in `[0, 1)` selects.
    ///
    /// - Complexity: one step per qubit.
    package func index(at uniform: Double) -> Int {
        let target = uniform * self.total
        var low = 0
        var length = self.state.count
        while length > 1 {
            let half = length / 2
            // No branch: which half it is cannot be predicted.
            low &+= self.state.real[low &+ half &- 1] <= target ? half : 0
            length &-= half
        }
        return min(low, self.last)
    }

    /// Counts one draw of a basis state.
    package mutating func tally(_ index: Int) {
        precondition((0..<self.state.count).contains(index), "The index is that of an amplitude.")
        self.state.imaginary[index] += 1
    }

    /// Calls with each basis state that was drawn and how often, in ascending order.
    package func forEachTally(_ body: (_ index: Int, _ count: Int) -> Void) {
        for index in 0..<self.state.count where self.state.imaginary[index] != 0 {
            body(index, Int(self.state.imaginary[index]))
        }
    }
}
