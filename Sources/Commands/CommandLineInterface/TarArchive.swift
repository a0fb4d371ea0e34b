/// Writes a tar: a program of several files in the form in which it is uploaded. POSIX.1-2001 (pax), uncompressed, with
/// nothing in it but names and contents, so that equal folders are equal bytes.
package enum TarArchive {
    private static let blockByteCount = 512
    /// The key of the global header that names the entry module; see `spinwire.archive` of the Python client.
    static let entryKey = "SPINWIRE.entry"
    /// The header's field for a name; a longer one needs a record of its own.
    private static let nameByteCountMax = 100

    /// Whether a program's bytes are a tar, and not the text of one module.
    package static func isArchive(_ bytes: [UInt8]) -> Bool {
        bytes.dropFirst(257).prefix(5).elementsEqual("ustar".utf8)
    }

    /// The archive of files, in this order, and of nothing else.
    package static func bytes(of files: [(name: String, content: [UInt8])], entry: String) -> [UInt8] {
        var bytes = Self.entryHeader(entry)
        for (name, content) in files {
            if name.utf8.count > Self.nameByteCountMax {
                bytes += Self.member("pax", type: "x", Self.record("path", name))
            }
            bytes += Self.member(name, type: "0", content)
        }
        // Two empty blocks end it.
        return bytes + [UInt8](repeating: 0, count: 2 * Self.blockByteCount)
    }

    /// What stands before an archive to name its entry module.
    private static func entryHeader(_ entry: String) -> [UInt8] {
        Self.member("pax", type: "g", Self.record(Self.entryKey, entry))
    }

    /// `<length> <key>=<value>\n`, where the length is that of the whole record, its own digits included.
    private static func record(_ key: String, _ value: String) -> [UInt8] {
        let rest = " \(key)=\(value)\n"
        var count = rest.utf8.count
        while "\(count)".utf8.count + rest.utf8.count != count {
            count = "\(count)".utf8.count + rest.utf8.count
        }
        return Array("\(count)\(rest)".utf8)
    }

    private static func member(_ name: String, type: Character, _ content: [UInt8]) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: Self.blockByteCount)
        func put(_ text: String, at offset: Int) {
            header.replaceSubrange(offset..<(offset + text.utf8.count), with: text.utf8)
        }
        func octal(_ number: Int, digits: Int) -> String {
            let text = String(number, radix: 8)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        header.replaceSubrange(0..<min(name.utf8.count, Self.nameByteCountMax), with: name.utf8.prefix(100))
        put(octal(0o644, digits: 7), at: 100)
        put(octal(0, digits: 7), at: 108)
        put(octal(0, digits: 7), at: 116)
        put(octal(content.count, digits: 11), at: 124)
        put(octal(0, digits: 11), at: 136)
        // The sum is taken with blanks in its own place.
        put("        ", at: 148)
        put(String(type), at: 156)
        put("ustar\u{0}00", at: 257)
        put(octal(header.reduce(0) { $0 + Int($1) }, digits: 6) + "\u{0}", at: 148)
        let rest = (Self.blockByteCount - content.count % Self.blockByteCount) % Self.blockByteCount
        return header + content + [UInt8](repeating: 0, count: rest)
    }
}
