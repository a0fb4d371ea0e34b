import Glibc
import Synchronization

/// Memory for amplitudes: aligned to cache lines, in huge pages where there are enough bytes for one.
///
/// A large block that is given back is kept for the next state of its size, as it is: to take fresh pages from the
/// system costs as long as some gates. Whoever has nothing to do gives it back (``releaseKept()``).
enum StateMemory {
    /// Bytes that are kept at most: two states of 24 qubits in double precision.
    static let keptByteCountMax = 512 << 20

    private static let pageByteCount = 1 << 21
    private static let kept = Mutex<[Block]>([])

    /// Sendable by proof: whoever takes it from the list is the only one to have it.
    private struct Block: @unchecked Sendable {
        let pointer: UnsafeMutableRawPointer
        let byteCount: Int
    }

    static func allocate(byteCount: Int) throws(SimulatorError) -> UnsafeMutableRawPointer {
        let isLarge = byteCount >= self.pageByteCount
        if isLarge {
            let block = self.kept.withLock { kept in
                kept.firstIndex { $0.byteCount == byteCount }.map { kept.remove(at: $0) }
            }
            if let block { return block.pointer }
            // Another size is asked for: what is kept would only be in its way.
            self.releaseKept()
        }
        guard let pointer = isLarge ? self.pages(byteCount) : self.lines(byteCount) else {
            throw SimulatorError(
                .overCommitted, "The machine has no memory left for the state of the circuit.",
                context: ["bytes": String(byteCount)])
        }
        return pointer
    }

    /// Memory for a small state.
    private static func lines(_ byteCount: Int) -> UnsafeMutableRawPointer? {
        var pointer: UnsafeMutableRawPointer?
        return posix_memalign(&pointer, 64, byteCount) == 0 ? pointer : nil
    }

    /// Pages of the system's own: an allocator would hold on to them when they are given back.
    private static func pages(_ byteCount: Int) -> UnsafeMutableRawPointer? {
        let wholeByteCount = byteCount + self.pageByteCount
        guard
            let whole = mmap(
                nil, wholeByteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            whole != MAP_FAILED
        else { return nil }
        // One page more than needed leaves room to begin at a whole one; the rest goes back.
        let before = -Int(bitPattern: whole) & (self.pageByteCount - 1)
        let pointer = whole + before
        if before > 0 { munmap(whole, before) }
        munmap(pointer + byteCount, self.pageByteCount - before)
        // Without it every gate on a high qubit misses the table of pages; a refusal costs speed alone.
        _ = madvise(pointer, byteCount, MADV_HUGEPAGE)
        return pointer
    }

    private static func release(_ pointer: UnsafeMutableRawPointer, _ byteCount: Int) {
        if byteCount >= self.pageByteCount { munmap(pointer, byteCount) } else { free(pointer) }
    }

    /// - Parameter isKept: Whether somebody will give the memory back to the system when it is of no use.
    static func deallocate(_ pointer: UnsafeMutableRawPointer, byteCount: Int, isKept: Bool) {
        let block = Block(pointer: pointer, byteCount: byteCount)
        let isTaken =
            isKept && byteCount >= self.pageByteCount
            && self.kept.withLock { kept in
                guard kept.reduce(byteCount, { $0 + $1.byteCount }) <= self.keptByteCountMax else {
                    return false
                }
                kept.append(block)
                return true
            }
        if !isTaken { self.release(pointer, byteCount) }
    }

    /// Gives everything that is kept back to the system.
    static func releaseKept() {
        let blocks = self.kept.withLock { kept in
            let blocks = kept
            kept = []
            return blocks
        }
        for block in blocks { self.release(block.pointer, block.byteCount) }
    }
}
