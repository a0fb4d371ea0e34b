import CZlib
import Foundation

/// Packing and unpacking of whole payloads, as the codec does it, for tests alone.
enum Unpacked {
    /// The bytes behind base64 of zlib.
    static func bytes(of text: String) -> [UInt8]? {
        guard let packed = Data(base64Encoded: text) else { return nil }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        var count = uLongf(bytes.count)
        let status = Array(packed).withUnsafeBufferPointer {
            uncompress(&bytes, &count, $0.baseAddress, uLong($0.count))
        }
        return status == Z_OK ? Array(bytes.prefix(Int(count))) : nil
    }

    /// Base64 of zlib of bytes.
    static func text(of bytes: [UInt8]) -> String {
        var packed = [UInt8](repeating: 0, count: bytes.count + 1024)
        var count = uLongf(packed.count)
        _ = compress(&packed, &count, bytes, uLong(bytes.count))
        return Data(packed.prefix(Int(count))).base64EncodedString()
    }
}
