import CZlib

/// The first bytes of what a wrapped value packs: base64, with or without zlib inside.
///
/// Only as much is unpacked as is asked for, and never more than ``byteCountMax``, whatever the text claims.
final class PayloadHead {
    /// Most bytes that are unpacked.
    static let byteCountMax = 64 << 10
    /// Most bytes of the text that are looked at: unpacked bytes take more room as base64 of zlib by a third at most.
    private static let textByteCountMax = 128 << 10
    /// Characters of base64 that are taken at once.
    private static let stepByteCount = 1024

    /// Why bytes are not there.
    enum Failure: Error, Hashable {
        /// The text is not base64 of what it is to be.
        case damaged
        /// The payload ends before.
        case ended
        /// It is beyond the limit.
        case beyondLimit
    }

    private var text: ArraySlice<UInt8>
    /// In a place of its own: zlib's state points back to it.
    private let stream: UnsafeMutablePointer<z_stream>?
    private(set) var bytes: [UInt8] = []
    private var isAtEnd = false

    init(base64 text: ArraySlice<UInt8>, isCompressed: Bool) throws(Failure) {
        self.text = text.prefix(Self.textByteCountMax)
        guard isCompressed else {
            self.stream = nil
            return
        }
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        self.stream = stream
        guard inflateInit_(stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw .damaged
        }
    }

    deinit {
        guard let stream = self.stream else { return }
        inflateEnd(stream)
        stream.deinitialize(count: 1)
        stream.deallocate()
    }

    /// The bytes of a range, unpacking as far as that.
    func bytes(_ range: Range<Int>) throws(Failure) -> ArraySlice<UInt8> {
        guard range.upperBound <= Self.byteCountMax else { throw .beyondLimit }
        while self.bytes.count < range.upperBound { try self.unpackMore() }
        return self.bytes[range]
    }

    /// A number of `width` bytes at most 8, big-endian or little-endian.
    func number(at offset: Int, width: Int, littleEndian: Bool = false) throws(Failure) -> UInt64 {
        let bytes = try self.bytes(offset..<(offset + width))
        let ordered = littleEndian ? Array(bytes.reversed()) : Array(bytes)
        return ordered.reduce(0) { $0 << 8 | UInt64($1) }
    }

    private func unpackMore() throws(Failure) {
        guard !self.isAtEnd, !self.text.isEmpty else { throw .ended }
        let step = self.text.prefix(Self.stepByteCount)
        self.text = self.text.dropFirst(step.count)
        let packed = try Self.decoded(step, isLast: self.text.isEmpty)
        guard let stream = self.stream else {
            self.bytes += packed
            return
        }
        try self.inflate(packed, with: stream)
    }

    private func inflate(
        _ packed: [UInt8], with stream: UnsafeMutablePointer<z_stream>
    ) throws(Failure) {
        var packed = packed
        var chunk = [UInt8](repeating: 0, count: Self.byteCountMax - self.bytes.count)
        var produced = 0
        let status = packed.withUnsafeMutableBufferPointer { input in
            chunk.withUnsafeMutableBufferPointer { output in
                stream.pointee.next_in = input.baseAddress
                stream.pointee.avail_in = UInt32(input.count)
                stream.pointee.next_out = output.baseAddress
                stream.pointee.avail_out = UInt32(output.count)
                let status = CZlib.inflate(stream, Z_NO_FLUSH)
                produced = output.count - Int(stream.pointee.avail_out)
                return status
            }
        }
        self.bytes += chunk[..<produced]
        switch status {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END: self.isAtEnd = true
        default: throw .damaged
        }
    }

    /// Decodes base64 (RFC 4648, section 4), strictly. Every step but the last has a whole number of groups.
    private static func decoded(_ text: ArraySlice<UInt8>, isLast: Bool) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var group: UInt32 = 0
        var count = 0
        var padding = 0
        for byte in text {
            if byte == UInt8(ascii: "=") {
                padding += 1
                guard isLast, padding <= 2 else { throw .damaged }
                group <<= 6
            } else {
                guard padding == 0, let value = Self.value(byte) else { throw .damaged }
                group = group << 6 | value
            }
            count += 1
            if count == 4 {
                let whole = [UInt8(group >> 16 & 0xFF), UInt8(group >> 8 & 0xFF), UInt8(group & 0xFF)]
                bytes += whole.prefix(3 - padding)
                (group, count) = (0, 0)
            }
        }
        guard count == 0 else { throw .damaged }
        return bytes
    }

    private static func value(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a") + 26)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0") + 52)
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
