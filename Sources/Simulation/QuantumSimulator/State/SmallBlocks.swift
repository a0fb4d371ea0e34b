import SimulatorCore

/// The amplitudes of a state that is worth no second thread, for what is done often: kernels, without arrays.
struct SmallBlocks {
    private let blocks: SmallKernels.Blocks
    private let blockCount: Int
    private let kernels = SmallKernels.widest

    init(_ amplitudes: AmplitudeBlocks<Double>) {
        self.blocks = UnsafeMutableRawPointer(amplitudes.base).assumingMemoryBound(to: SIMD8<Double>.self)
        self.blockCount = amplitudes.count >> AmplitudeBlocks<Double>.laneBitCount
    }

    /// The squared lengths of the parts in which a bit is 0 and 1.
    func weights(ofBit bit: Int) -> (zero: Double, one: Double) {
        let mask = 1 << bit
        return (
            self.kernels.weight(self.blocks, self.blockCount, mask, 0),
            self.kernels.weight(self.blocks, self.blockCount, mask, mask)
        )
    }

    /// Scales the part in which a bit has a value, and sets the other to 0.
    func keep(bit: Int, isOne: Bool, scale: Double) {
        let mask = 1 << bit
        self.kernels.multiply(self.blocks, self.blockCount, mask, isOne ? mask : 0, scale, 0)
        self.kernels.multiply(self.blocks, self.blockCount, mask, isOne ? 0 : mask, 0, 0)
    }

    /// Exchanges the parts in which a bit is 0 and 1.
    func flip(bit: Int) { self.kernels.flip(self.blocks, self.blockCount, bit, 0, 0) }
}

extension StateBuffer {
    /// Its amplitudes, if they are few and in double precision.
    var smallBlocks: SmallBlocks? {
        guard self.precision == .double, self.storedCount <= AmplitudeBlocks<Double>.partCount else {
            return nil
        }
        return SmallBlocks(self.doubles)
    }
}
