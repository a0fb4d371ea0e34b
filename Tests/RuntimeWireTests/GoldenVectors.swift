import Foundation
import RuntimeModel
import RuntimeWire

/// The vectors of `Tests/Golden/wire`, which every implementation of the protocol reads.
enum GoldenVectors {
    /// All vectors of one file.
    static func read<Vector: Decodable>(_ name: String, as type: Vector.Type = Vector.self) throws -> [Vector]
    {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = tests.appendingPathComponent("Golden/wire/\(name).json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode([Vector].self, from: Data(contentsOf: file))
    }
}

/// Bytes, written as hexadecimal digits.
struct HexBytes: Decodable, Equatable {
    let bytes: [UInt8]

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let digits = Array(try container.decode(String.self).utf8)
        guard digits.count.isMultiple(of: 2) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "Half a byte.")
        }
        self.bytes = try stride(from: 0, to: digits.count, by: 2).map {
            guard let byte = UInt8(String(decoding: digits[$0..<($0 + 2)], as: UTF8.self), radix: 16) else {
                throw DecodingError.dataCorruptedError(
                    in: container, debugDescription: "No hexadecimal digit.")
            }
            return byte
        }
    }
}

/// The fields of a header, as vectors have them.
struct HeaderVector: Decodable {
    let kind: UInt8
    let contentType: UInt8
    let bodyForm: UInt8
    let flags: UInt16
    let attempt: Int
    let sequence: UInt64
    let job: String
    let time: UInt64

    /// The header meant; `nil` for fields that it cannot have.
    var header: MessageHeader? {
        guard let contentType = ContentType(rawValue: self.contentType),
            let bodyForm = BodyForm(rawValue: self.bodyForm),
            let job = self.job.isEmpty ? JobID.none : JobID(self.job)
        else { return nil }
        var header = MessageHeader(
            .reply, contentType: contentType, bodyForm: bodyForm, flags: self.flags, attempt: self.attempt,
            sequence: self.sequence, job: job, time: Timestamp(microseconds: self.time))
        header.kindByte = self.kind
        return header
    }
}

/// A header's bytes and what they mean.
struct NamedHeaderVector: Decodable {
    let name: String
    let bytes: HexBytes
    let header: HeaderVector
}

/// A message's frames and what they mean.
struct MessageVector: Decodable {
    let name: String
    let frames: [HexBytes]
    let header: HeaderVector
    let type: String?
    let bodies: [HexBytes]
}

/// Frames, and the code they are refused with.
struct MalformedMessageVector: Decodable {
    let name: String
    let frames: [HexBytes]
    let code: String
}

/// A JSON frame, the type that is read from it, and the code it is refused with.
struct MalformedJSONVector: Decodable {
    let name: String
    let type: String
    let bytes: HexBytes
    let code: String
}

/// An event in both of its forms.
struct EventVector: Decodable {
    let name: String
    let packed: HexBytes
    let header: HeaderVector
    let body: HexBytes
    let published: [HexBytes]
}

/// A run of bytes that is no event or report, and the code it is refused with.
struct MalformedPackedVector: Decodable {
    let name: String
    let packed: HexBytes
    let code: String
}

/// A marker.
struct MarkerVector: Decodable {
    let name: String
    let job: String
    let last: UInt64
    let isFinal: Bool
    let frames: [HexBytes]
}

/// A wish to subscribe, and what it is mapped to.
struct TopicVector: Decodable {
    let name: String
    let topic: HexBytes
    let topics: [String]?
}

/// A report, and the outcome in it if it is one.
struct ReportVector: Decodable {
    struct OutcomeVector: Decodable {
        let summary: OutcomeSummary
        let result: HexBytes
    }
    let name: String
    let packed: HexBytes
    let header: HeaderVector
    let body: HexBytes
    let outcome: OutcomeVector?
}

/// A reference's bytes, and what they name; nothing when they are no reference.
struct ReferenceVector: Decodable {
    let name: String
    let bytes: HexBytes
    let hash: String?
    let byteCount: Int?
}
