extension StateVector {
    /// The squared norm of the part in which a qubit is 1, and of the part in which it is 0.
    ///
    /// They sum to 1 but for rounding.
    package func weights(ofQubit qubit: Int) -> (zero: Double, one: Double) {
        precondition((0..<self.qubitCount).contains(qubit), "The qubit is in the register.")
        let (real, imaginary) = (self.real, self.imaginary)
        let stride = 1 << qubit
        var (zero, one) = (0.0, 0.0)
        var block = 0
        while block < self.count {
            for low in block..<(block &+ stride) {
                let high = low &+ stride
                zero += real[low] * real[low] + imaginary[low] * imaginary[low]
                one += real[high] * real[high] + imaginary[high] * imaginary[high]
            }
            block &+= 2 &* stride
        }
        return (zero, one)
    }

    /// Leaves only the part in which a qubit has the outcome, scaled to norm 1.
    ///
    /// - Parameter weight: The squared norm of that part, above 0.
    package mutating func collapse(qubit: Int, toOne: Bool, weight: Double) {
        precondition((0..<self.qubitCount).contains(qubit), "The qubit is in the register.")
        precondition(weight > 0, "An outcome that cannot be does not happen.")
        let (real, imaginary) = (self.real, self.imaginary)
        let stride = 1 << qubit
        let scale = 1 / weight.squareRoot()
        let (kept, dropped) = toOne ? (stride, 0) : (0, stride)
        var block = 0
        while block < self.count {
            for low in block..<(block &+ stride) {
                real[low &+ dropped] = 0
                imaginary[low &+ dropped] = 0
                real[low &+ kept] *= scale
                imaginary[low &+ kept] *= scale
            }
            block &+= 2 &* stride
        }
    }

    /// The squared norm of the whole.
    package func norm() -> Double {
        var sum = 0.0
        for index in 0..<self.count {
            sum += self.real[index] * self.real[index] + self.imaginary[index] * self.imaginary[index]
        }
        return sum
    }
}
