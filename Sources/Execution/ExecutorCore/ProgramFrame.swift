/// Frames of the program channel, between an executor and one program's process.
///
/// On the stream a frame is a 32-bit big-endian length, a kind byte and a body; here it is kind and body.
///
/// | kind | name            | direction          | body                                                          |
/// |------|-----------------|--------------------|---------------------------------------------------------------|
/// | 0x81 | start           | executor → program | ``ProgramStart``; may carry one descriptor: the circuits      |
/// | 0x82 | credit          | executor → program | u32: so many more publishes are allowed                       |
/// | 0x83 | ready           | program → executor | empty                                                         |
/// | 0x84 | interim         | program → executor | u8 content type, bytes                                        |
/// | 0x85 | chunk           | either             | u8 kind of the whole, u8 1 on the last chunk, bytes           |
/// | 0x86 | outcome         | program → executor | u8 ``OutcomeStatus``, u8 content type, bytes                  |
/// | 0x87 | metric          | program → executor | JSON object                                                   |
/// | 0x88 | circuits wanted | program → executor | empty: the circuits' connection ended, another one is wanted  |
/// | 0x89 | circuits        | executor → program | empty; with the descriptor of a new connection, or without    |
/// | 0x8A | progress        | program → executor | JSON object; takes a credit, as an interim message does       |
/// | 0x8B | checkpoint      | program → executor | JSON object; takes a credit                                   |
/// | 0x8C | inputs          | executor → program | u64 length; with the descriptor of a file that holds the      |
/// |      |                 |                    | inputs, when they are long. Comes before the start            |
/// | 0x8D | violation       | program → executor | log text, or empty: what follows does not fit its schema      |
///
/// A body longer than ``chunkByteCountMax`` travels as chunks, which joined are the body of one frame of the named
/// kind. Chunks of one body are never mixed with other frames of the same direction, except credit.
package enum ProgramFrame {
    package enum Kind: UInt8, Sendable, CaseIterable {
        case start = 0x81
        case credit = 0x82
        case ready = 0x83
        case interim = 0x84
        case chunk = 0x85
        case outcome = 0x86
        case metric = 0x87
        case circuitsWanted = 0x88
        case circuits = 0x89
        case progress = 0x8A
        case checkpoint = 0x8B
        case inputs = 0x8C
        case violation = 0x8D
    }

    /// The first byte of an outcome.
    package enum OutcomeStatus: UInt8, Sendable {
        /// `main` returned.
        case completed = 0
        /// It did not.
        case failed = 1
        /// `main` returned, nothing of the job is left, and the process waits for another start.
        case completedAndWaiting = 2
        /// Likewise, and it ran no circuit.
        case waitingWithoutCircuits = 3

        /// Whether the process waits for another start.
        package var processWaits: Bool {
            switch self {
            case .completed, .failed: false
            case .completedAndWaiting, .waitingWithoutCircuits: true
            }
        }
    }

    /// Longest body that travels in one piece, in bytes.
    package static let chunkByteCountMax = 192 << 10

    /// The frame, or the chunks, that carry a body.
    package static func encoded(_ kind: Kind, _ body: [UInt8] = []) -> [[UInt8]] {
        guard body.count > Self.chunkByteCountMax else { return [[kind.rawValue] + body] }
        return stride(from: 0, to: body.count, by: Self.chunkByteCountMax).map { start in
            let end = min(start + Self.chunkByteCountMax, body.count)
            return [Kind.chunk.rawValue, kind.rawValue, end == body.count ? 1 : 0] + body[start..<end]
        }
    }

    /// A credit frame.
    package static func credit(_ amount: Int) -> [UInt8] {
        [Kind.credit.rawValue] + Self.length(amount)
    }

    /// A frame for inputs in a file.
    package static func inputs(byteCount: Int) -> [UInt8] {
        let count = UInt64(byteCount)
        return [Kind.inputs.rawValue] + (0..<8).map { UInt8(truncatingIfNeeded: count >> (56 - 8 * $0)) }
    }

    /// A number as four bytes, big-endian.
    package static func length(_ count: Int) -> [UInt8] {
        let count = UInt32(clamping: count)
        return [UInt8(count >> 24), UInt8(count >> 16 & 0xFF), UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF)]
    }

    /// The number in the four bytes at `offset`, or `nil` when they are not there.
    package static func length(in bytes: [UInt8], at offset: Int) -> Int? {
        guard offset >= 0, offset + 4 <= bytes.count else { return nil }
        return bytes[offset..<(offset + 4)].reduce(0) { $0 << 8 | Int($1) }
    }
}
