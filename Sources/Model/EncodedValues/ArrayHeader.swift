/// What the header of an `.npy` file says (NumPy enhancement proposal 1, versions 1 to 3).
struct ArrayHeader: Hashable, Sendable {
    /// Name of the element type, as NumPy has it: `float64`, `complex128`, `bool`, `str` … or `structured`.
    var elementType: String
    /// Length of each axis.
    var shape: [Int]

    /// Reads untrusted bytes.
    init(_ head: PayloadHead) throws(PayloadHead.Failure) {
        guard try head.bytes(0..<6).elementsEqual([0x93] + Array("NUMPY".utf8)) else { throw .damaged }
        let version = try head.number(at: 6, width: 1)
        guard (1...3).contains(version) else { throw .damaged }
        let width = version == 1 ? 2 : 4
        let byteCount = try head.number(at: 8, width: width, littleEndian: true)
        guard byteCount <= UInt64(PayloadHead.byteCountMax) else { throw .beyondLimit }
        let start = 8 + width
        let text = try head.bytes(start..<(start + Int(byteCount)))
        var reader = PythonLiteral.Reader(text)
        guard case .dictionary(let members) = reader.read() else { throw .damaged }
        guard case .list(let axes) = members["shape"], case .truth = members["fortran_order"] else {
            throw .damaged
        }
        var shape: [Int] = []
        for axis in axes {
            guard case .number(let length) = axis, length >= 0 else { throw .damaged }
            shape.append(length)
        }
        self.shape = shape
        switch members["descr"] {
        case .text(let descriptor):
            guard let name = Self.name(of: descriptor) else { throw .damaged }
            self.elementType = name
        case .list: self.elementType = "structured"
        case .number, .truth, .dictionary, nil: throw .damaged
        }
    }

    /// The name of a type descriptor such as `<f8`, whatever its order of bytes.
    private static func name(of descriptor: String) -> String? {
        var rest = descriptor[...]
        if let first = rest.first, "<>|=".contains(first) { rest = rest.dropFirst() }
        guard let kind = rest.popFirst() else { return nil }
        let byteCount = Int(rest)
        switch kind {
        case "b": return byteCount == 1 ? "bool" : nil
        case "i", "u":
            guard let byteCount, [1, 2, 4, 8].contains(byteCount) else { return nil }
            return (kind == "i" ? "int" : "uint") + "\(8 * byteCount)"
        case "f", "c":
            guard let byteCount, (2...32).contains(byteCount) else { return nil }
            return (kind == "f" ? "float" : "complex") + "\(8 * byteCount)"
        case "U": return byteCount == nil ? nil : "str"
        case "S": return byteCount == nil ? nil : "bytes"
        case "V": return byteCount == nil ? nil : "void"
        case "M": return rest.hasPrefix("8") ? "datetime64" : nil
        case "m": return rest.hasPrefix("8") ? "timedelta64" : nil
        case "O": return "object"
        default: return nil
        }
    }
}
