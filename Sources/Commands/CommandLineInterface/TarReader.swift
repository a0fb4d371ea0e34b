import RuntimeModel

/// Reads a tar that somebody made: ustar, pax (POSIX.1-2001) and GNU's long names, uncompressed.
///
/// It takes files and folders, and nothing that a program may not have: what is refused here is refused in the sandbox
/// as well, by `spinwire.archive` of the Python client. Nothing is copied before its place and length have been checked.
struct TarReader {
    private static let blockByteCount = 512

    private let bytes: [UInt8]
    private var position = 0
    /// What pax headers said: of the next member, and of all that follow.
    private var next: [String: String] = [:]
    private var standing: [String: String] = [:]
    private var longName: String?

    private(set) var files: [String: [UInt8]] = [:]
    /// The module with `main`, if the archive names one.
    var entry: String? { self.standing[TarArchive.entryKey] }

    /// Reads all of it.
    ///
    /// - Throws: `program.invalid` for what is no tar, and for members that are no files, lie outside of it, have no
    ///   proper name or are folders as well; `payload.tooLarge` for too many. The context names the member.
    init(_ bytes: [UInt8]) throws(RuntimeError) {
        self.bytes = bytes
        while let header = try self.header() { try self.take(header) }
        for name in self.files.keys {
            for end in name.indices where name[end] == "/" && self.files[String(name[..<end])] != nil {
                throw Self.refused(
                    "A file of the program's archive is a folder as well.", String(name[..<end]))
            }
        }
    }

    private struct Header {
        var type: UInt8
        /// May end inside a character where a record has the whole name.
        var name: [UInt8]
        var link: String
        var byteCount: Int
    }

    /// The next header; `nil` at the end, which is an empty block or the end of the bytes.
    private mutating func header() throws(RuntimeError) -> Header? {
        let end = self.position + Self.blockByteCount
        guard self.position < self.bytes.count else { return nil }
        guard end <= self.bytes.count else { throw self.damaged() }
        let block = Array(self.bytes[self.position..<end])
        guard block.contains(where: { $0 != 0 }) else { return nil }
        // The sum is taken with blanks in its own place.
        let sum = block.enumerated().reduce(0) {
            $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element))
        }
        guard Self.number(block[148..<156]) == sum, let byteCount = Self.number(block[124..<136]) else {
            throw self.damaged()
        }
        var name = Array(block[0..<100].prefix { $0 != 0 })
        // GNU's own headers have times where POSIX has the beginning of a long name.
        if block[257..<263].elementsEqual("ustar\u{0}".utf8), block[345] != 0 {
            name = block[345..<500].prefix { $0 != 0 } + [UInt8(ascii: "/")] + name
        }
        self.position = end
        let link = String(decoding: block[157..<257].prefix { $0 != 0 }, as: UTF8.self)
        return Header(type: block[156], name: name, link: link, byteCount: byteCount)
    }

    private mutating func take(_ header: Header) throws(RuntimeError) {
        let type = Character(Unicode.Scalar(header.type))
        guard "xgLK".contains(type) else { return try self.takeMember(header) }
        let content = try self.content(header.byteCount)
        switch type {
        case "x": self.next = try self.records(content)
        case "g":
            let records = try self.records(content)
            self.standing.merge(records) { $1 }
        case "L": self.longName = try self.text(content[...])
        // Where a link leads, which is refused anyway.
        default: break
        }
    }

    private mutating func takeMember(_ header: Header) throws(RuntimeError) {
        let pax = self.standing.merging(self.next) { $1 }
        let name: String
        if let told = pax["path"] ?? self.longName {
            name = told
        } else {
            name = try self.text(header.name[...])
        }
        self.next = [:]
        self.longName = nil
        switch Character(Unicode.Scalar(header.type)) {
        case "5": return
        case "\u{0}", "0", "7":
            // Older archives have no other mark of a folder.
            if name.hasSuffix("/") { return }
        case "1", "2":
            throw RuntimeError(
                .programInvalid, "The program's archive holds a link; put the file itself in its place.",
                context: ["name": name, "link": pax["linkpath"] ?? header.link])
        default:
            throw Self.refused("The program's archive holds something else than files and folders.", name)
        }
        guard !pax.keys.contains(where: { $0.hasPrefix("GNU.sparse") }) else {
            throw Self.refused("The program's archive holds a file with holes.", name)
        }
        let path = try ProgramPath.checked(name)
        guard let byteCount = pax["size"].map({ Int($0) }) ?? header.byteCount, byteCount >= 0 else {
            throw self.damaged()
        }
        self.files[path] = try self.content(byteCount)
        guard self.files.count <= ProgramBundle.fileCountMax else { throw ProgramBundle.tooManyFiles([:]) }
    }

    /// The bytes of a member, and on to the next header.
    private mutating func content(_ byteCount: Int) throws(RuntimeError) -> [UInt8] {
        guard byteCount <= self.bytes.count - self.position else { throw self.damaged() }
        let content = Array(self.bytes[self.position..<(self.position + byteCount)])
        self.position += (byteCount + Self.blockByteCount - 1) / Self.blockByteCount * Self.blockByteCount
        return content
    }

    /// Records `<length> <key>=<value>\n`, where the length is that of the whole record.
    private func records(_ content: [UInt8]) throws(RuntimeError) -> [String: String] {
        var records: [String: String] = [:]
        var rest = content[...]
        while let first = rest.first, first != 0 {
            guard let blank = rest.firstIndex(of: UInt8(ascii: " ")), blank - rest.startIndex <= 9,
                let length = Int(String(decoding: rest[..<blank], as: UTF8.self)),
                length > blank - rest.startIndex + 1, length <= rest.count,
                rest[rest.startIndex + length - 1] == UInt8(ascii: "\n"),
                let record = String(
                    validating: rest[(blank + 1)..<(rest.startIndex + length - 1)], as: UTF8.self),
                let equals = record.firstIndex(of: "=")
            else { throw self.damaged() }
            records[String(record[..<equals])] = String(record[record.index(after: equals)...])
            rest = rest.dropFirst(length)
        }
        return records
    }

    /// A text up to the first zero byte.
    private func text(_ field: ArraySlice<UInt8>) throws(RuntimeError) -> String {
        guard let text = String(validating: field.prefix { $0 != 0 }, as: UTF8.self) else {
            throw RuntimeError(
                .programInvalid, "A name in the program's archive is not UTF-8.",
                context: ["byte": "\(self.position)"])
        }
        return text
    }

    /// Octal digits between blanks, or GNU's binary form behind a first byte of 0x80; `nil` for neither.
    private static func number(_ field: ArraySlice<UInt8>) -> Int? {
        if field.first == 0x80 {
            guard field.dropFirst().dropLast(7).allSatisfy({ $0 == 0 }) else { return nil }
            return field.suffix(7).reduce(0) { $0 << 8 | Int($1) }
        }
        let digits = field.drop { $0 == 32 }.prefix { $0 != 0 && $0 != 32 }
        guard !digits.isEmpty else { return 0 }
        return Int(String(decoding: digits, as: UTF8.self), radix: 8).flatMap { $0 < 0 ? nil : $0 }
    }

    private func damaged() -> RuntimeError {
        RuntimeError(
            .programInvalid, "The program's archive is damaged, or ends early.",
            context: ["byte": "\(self.position)"])
    }

    private static func refused(_ message: String, _ name: String) -> RuntimeError {
        RuntimeError(.programInvalid, message, context: ["name": name])
    }
}
