import Glibc

/// Memory for amplitudes: aligned to cache lines, in huge pages where there are enough bytes for one.
enum StateMemory {
    private static let pageByteCount = 1 << 21

    static func allocate(byteCount: Int) throws(SimulatorError) -> UnsafeMutableRawPointer {
        let isLarge = byteCount >= self.pageByteCount
        var pointer: UnsafeMutableRawPointer?
        let status = posix_memalign(&pointer, isLarge ? self.pageByteCount : 64, byteCount)
        guard status == 0, let pointer else {
            throw SimulatorError(
                .overCommitted, "The machine has no memory left for the state of the circuit.",
                context: ["bytes": String(byteCount)])
        }
        // Without it every gate on a high qubit misses the table of pages; a refusal costs speed alone.
        if isLarge { _ = madvise(pointer, byteCount, MADV_HUGEPAGE) }
        return pointer
    }

    static func deallocate(_ pointer: UnsafeMutableRawPointer) {
        free(pointer)
    }
}
