// Written by Tools/kernels from Sources/Simulation/StateVector/DoubleKernels+Groups.swift; change it.

extension DoubleKernelsAVX512 {
    /// The groups of blocks that one application of a matrix mixes, in ascending order of their first block.
    ///
    /// Offsets are in vectors from the start of the chunk.
    struct Groups {
        private let fixed: Int
        private let value: Int
        private let end: Int
        private var block = 0
        /// The number of the first block.
        @inline(__always) var number: Int { self.block | self.value }
        @inline(__always) var isValid: Bool { self.block < self.end }
        @inline(__always) var offset: Int { self.number &* (2 &* vectorCount) }

        /// - Parameters:
        ///   - fixed: The bits of the block number that do not vary: targets and controls.
        ///   - value: What they are in a group's first block: the controls' values, 0 for targets.
        @inline(__always)
        init(fixed: Int, value: Int, blockBitCount: Int) {
            self.fixed = fixed
            self.value = value
            self.end = 1 << blockBitCount
        }

        @inline(__always)
        mutating func advance() {
            // Ones in the fixed places let the carry run past them; past the last group it ends above the chunk,
            // because no fixed bit lies there.
            self.block = ((self.block | self.fixed) &+ 1) & ~self.fixed
        }
    }
}
