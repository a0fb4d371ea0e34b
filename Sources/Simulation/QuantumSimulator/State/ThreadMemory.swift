import Glibc

/// Memory that a thread keeps between the chunks it works on, so that it stays in its cache.
enum ThreadMemory {
    private final class Block {
        var pointer: UnsafeMutableRawPointer
        var byteCount: Int

        init(byteCount: Int) {
            self.byteCount = byteCount
            self.pointer = Self.allocate(byteCount)
        }

        deinit { free(self.pointer) }

        func grow(to byteCount: Int) {
            free(self.pointer)
            self.byteCount = byteCount
            self.pointer = Self.allocate(byteCount)
        }

        private static func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer {
            let pageByteCount = 1 << 21
            let rounded = (byteCount + pageByteCount - 1) / pageByteCount * pageByteCount
            var pointer: UnsafeMutableRawPointer?
            guard posix_memalign(&pointer, pageByteCount, rounded) == 0, let pointer else {
                preconditionFailure("There is memory for what a core's cache holds.")
            }
            _ = madvise(pointer, rounded, MADV_HUGEPAGE)
            return pointer
        }
    }

    /// Given back when its thread ends.
    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key) { pointer in
            if let pointer { Unmanaged<Block>.fromOpaque(pointer).release() }
        }
        return key
    }()

    /// The calling thread's memory, at least as many bytes; what they hold is left over.
    static func bytes(_ byteCount: Int) -> UnsafeMutableRawPointer {
        if let pointer = pthread_getspecific(self.key) {
            let block = Unmanaged<Block>.fromOpaque(pointer).takeUnretainedValue()
            if block.byteCount < byteCount { block.grow(to: byteCount) }
            return block.pointer
        }
        let block = Block(byteCount: byteCount)
        pthread_setspecific(self.key, Unmanaged.passRetained(block).toOpaque())
        return block.pointer
    }
}
