import Stabilizer

extension SmallClifford {
    /// The operation as steps of a stabiliser program on qubits 0 and 1, first to last; a global phase is lost.
    ///
    /// Gates are appended until every image is the Pauli it came from; their inverses, last to first, are the
    /// operation.
    func operations() -> [StabilizerOperation] {
        var rest = Reduction(images: self.images)
        for qubit in 0..<self.qubitCount {
            rest.reduceX(of: qubit, qubitCount: self.qubitCount)
            rest.reduceZ(of: qubit, qubitCount: self.qubitCount)
        }
        var operations: [StabilizerOperation] = []
        for qubit in 0..<self.qubitCount {
            switch (rest.images[2 * qubit].sign == 2, rest.images[2 * qubit + 1].sign == 2) {
            case (false, false): break
            case (true, false): operations.append(.z(qubit))
            case (false, true): operations.append(.x(qubit))
            case (true, true): operations.append(.y(qubit))
            }
        }
        return operations + rest.inverses.reversed()
    }

    /// Images on the way to the identity.
    private struct Reduction {
        var images: [Image]
        /// The inverses of the gates applied so far.
        var inverses: [StabilizerOperation] = []

        mutating func reduceX(of qubit: Int, qubitCount: Int) {
            for other in qubit..<qubitCount { self.makeX(imageOf: 2 * qubit, at: other) }
            if self.images[2 * qubit].x >> qubit & 1 == 0 { self.swap(0, 1) }
            for other in (qubit + 1)..<max(qubit + 1, qubitCount)
            where self.images[2 * qubit].x >> other & 1 == 1 {
                self.cx(qubit, other)
            }
        }

        /// With X of the qubit in place already, and kept there.
        mutating func reduceZ(of qubit: Int, qubitCount: Int) {
            if self.images[2 * qubit + 1].x >> qubit & 1 == 1 {
                self.hadamard(qubit)
                self.s(qubit)
                self.hadamard(qubit)
            }
            for other in (qubit + 1)..<max(qubit + 1, qubitCount) {
                self.makeX(imageOf: 2 * qubit + 1, at: other)
                guard self.images[2 * qubit + 1].x >> other & 1 == 1 else { continue }
                self.hadamard(other)
                self.cx(other, qubit)
            }
        }

        /// Turns a Z or Y of an image at a qubit into an X.
        private mutating func makeX(imageOf index: Int, at qubit: Int) {
            let (x, z) = (self.images[index].x >> qubit & 1, self.images[index].z >> qubit & 1)
            if z == 1 { x == 1 ? self.s(qubit) : self.hadamard(qubit) }
        }

        // MARK: - Gates on all images

        private mutating func hadamard(_ qubit: Int) {
            for index in self.images.indices {
                let (x, z) = (self.images[index].x >> qubit & 1, self.images[index].z >> qubit & 1)
                self.images[index].x ^= (x ^ z) << qubit
                self.images[index].z ^= (x ^ z) << qubit
                self.images[index].phase += 2 * x * z
            }
            self.inverses.append(.hadamard(qubit))
        }

        private mutating func s(_ qubit: Int) {
            for index in self.images.indices {
                let x = self.images[index].x >> qubit & 1
                self.images[index].z ^= x << qubit
                self.images[index].phase += x
            }
            self.inverses.append(.sAdjoint(qubit))
        }

        private mutating func cx(_ control: Int, _ target: Int) {
            for index in self.images.indices {
                self.images[index].x ^= (self.images[index].x >> control & 1) << target
                self.images[index].z ^= (self.images[index].z >> target & 1) << control
            }
            self.inverses.append(.cx(control: control, target: target))
        }

        private mutating func swap(_ first: Int, _ second: Int) {
            let both = 1 << first | 1 << second
            for index in self.images.indices {
                let (x, z) = (self.images[index].x, self.images[index].z)
                if (x >> first ^ x >> second) & 1 == 1 { self.images[index].x ^= both }
                if (z >> first ^ z >> second) & 1 == 1 { self.images[index].z ^= both }
            }
            self.inverses.append(.swap(first, second))
        }
    }
}
