import ExecutorCore
import RuntimeModel

/// An outcome that comes in parts, held in memory while it is short and in a file when it grows.
struct OutcomeSpool {
    private let folder: String
    /// Longest outcome that is held in memory.
    private let memoryByteCountMax: Int
    /// Longest result.
    private let byteCountMax: Int
    /// Status and content type, then the bytes; what came after them when there is a file.
    private(set) var bytes: [UInt8] = []
    /// The result alone, without the two bytes before it.
    private(set) var file: SpoolFile?

    init(folder: String, memoryByteCountMax: Int, byteCountMax: Int) {
        self.folder = folder
        self.memoryByteCountMax = memoryByteCountMax
        self.byteCountMax = byteCountMax
    }

    /// Takes the next part.
    ///
    /// - Throws: `output.limit` for a result longer than results may be, or a failure told at too great a length;
    ///   `store.failed`.
    mutating func append(_ part: some Collection<UInt8>) throws(RuntimeError) {
        guard self.byteCount + part.count - 2 <= self.byteCountMax else {
            throw RuntimeError(
                .outputLimit,
                "The program's result is longer than \(self.byteCountMax) bytes, which is body_byte_count_max."
            )
        }
        if let file = self.file { return try file.append(Array(part)) }
        self.bytes += part
        guard self.bytes.count > self.memoryByteCountMax else { return }
        guard self.bytes[0] != ProgramFrame.OutcomeStatus.failed.rawValue else {
            throw RuntimeError(.outputLimit, "The program's failure is told at too great a length.")
        }
        let file = try SpoolFile(in: self.folder)
        try file.append(Array(self.bytes.dropFirst(2)))
        self.bytes = Array(self.bytes.prefix(2))
        self.file = file
    }

    private var byteCount: Int { self.bytes.count + (self.file?.byteCount ?? 0) }
}
