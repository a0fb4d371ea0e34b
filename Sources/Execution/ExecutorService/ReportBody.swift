import ContentHashing
import RuntimeModel

/// A body on its way into a report, too long to be part of it.
enum ReportBody {
    case bytes([UInt8])
    case file(SpoolFile)

    var byteCount: Int {
        switch self {
        case .bytes(let bytes): bytes.count
        case .file(let file): file.byteCount
        }
    }

    /// Names it.
    var reference: BodyReference {
        switch self {
        case .bytes(let bytes): ContentHash.reference(to: bytes)
        case .file(let file): file.reference
        }
    }
}
