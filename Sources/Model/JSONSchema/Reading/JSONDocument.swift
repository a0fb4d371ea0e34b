/// A JSON text that has been read once: its bytes, and where each value in it begins and ends.
///
/// Nothing is copied out of the text. A number keeps all of its digits, a string stays as it was written until somebody
/// asks for it; sixty megabytes of base64 are one node. Values are named by their index in the order in which they
/// stand in the text; index 0 is the whole.
package struct JSONDocument: Sendable {
    /// What a value is.
    package enum Kind: UInt8, Sendable, CaseIterable {
        case null, boolean, number, string, array, object
    }

    /// One value, or the name of a member. An object's children are name, value, name, value …
    struct Node: Sendable {
        var kind: Kind
        /// Of a string: some characters are escaped. Of a number: it has a fraction or an exponent. Of a boolean: it is
        /// true.
        var flag: Bool
        /// First byte; of a string the one behind the quote.
        var start: UInt32
        /// The byte behind the last one; of a string the closing quote.
        var end: UInt32
        /// The first node behind this one and everything in it.
        var next: UInt32
        /// Items or members.
        var count: UInt32
    }

    let bytes: [UInt8]
    let nodes: [Node]

    init(bytes: [UInt8], nodes: [Node]) {
        self.bytes = bytes
        self.nodes = nodes
    }

    /// The whole text's value.
    package var root: JSONReference { JSONReference(document: self, index: 0) }

    func kind(_ index: Int) -> Kind { self.nodes[index].kind }

    /// Items of an array or members of an object.
    func count(_ index: Int) -> Int { Int(self.nodes[index].count) }

    /// The index behind a value and all that is in it.
    func next(_ index: Int) -> Int { Int(self.nodes[index].next) }

    /// The bytes of a string without its escapes, or of anything else as it is written.
    func text(_ index: Int) -> [UInt8] {
        let node = self.nodes[index]
        let written = self.bytes[Int(node.start)..<Int(node.end)]
        guard node.kind == .string, node.flag else { return Array(written) }
        return JSONEscapes.removed(from: written)
    }

    /// The bytes of a value as they are written; of a string between its quotes.
    func written(_ index: Int) -> ArraySlice<UInt8> {
        self.bytes[Int(self.nodes[index].start)..<Int(self.nodes[index].end)]
    }

    /// A string as Swift has it; reading has made sure that it is UTF-8.
    func string(_ index: Int) -> String { String(decoding: self.text(index), as: UTF8.self) }

    /// Whether a number is written as digits alone.
    func isPlainInteger(_ index: Int) -> Bool { self.nodes[index].kind == .number && !self.nodes[index].flag }

    func number(_ index: Int) -> JSONNumber { JSONNumber(written: self.written(index)) }

    func boolean(_ index: Int) -> Bool { self.nodes[index].flag }

    /// The indices of an array's items.
    func items(_ index: Int) -> Children { Children(document: self, container: index, width: 1) }

    /// The indices of the names of an object's members; each value follows its name.
    func names(_ index: Int) -> Children { Children(document: self, container: index, width: 2) }

    /// The value of the member with this name, if there is one; `nil` in what is no object.
    func member(_ name: [UInt8], of index: Int) -> Int? {
        guard self.kind(index) == .object else { return nil }
        for candidate in self.names(index) where self.isText(candidate, name) { return candidate + 1 }
        return nil
    }

    /// Whether a string is this one.
    func isText(_ index: Int, _ text: [UInt8]) -> Bool {
        let node = self.nodes[index]
        if node.flag { return self.text(index) == text }
        return self.written(index).elementsEqual(text)
    }

    /// Goes from child to child of one container.
    struct Children: Sequence, IteratorProtocol {
        private let nodes: [Node]
        private var index: Int
        private let end: Int
        private let width: Int

        init(document: JSONDocument, container: Int, width: Int) {
            self.nodes = document.nodes
            self.index = container + 1
            self.end = document.next(container)
            self.width = width
        }

        mutating func next() -> Int? {
            guard self.index < self.end else { return nil }
            let found = self.index
            self.index = Int(self.nodes[found + self.width - 1].next)
            return found
        }
    }
}
