/// One value of a document.
package struct JSONReference: Sendable {
    let document: JSONDocument
    let index: Int

    package var kind: JSONDocument.Kind { self.document.kind(self.index) }

    /// The text of a string, UTF-8 without escapes; `nil` for anything else.
    package var text: [UInt8]? { self.kind == .string ? self.document.text(self.index) : nil }

    /// The text of a string, not copied unless it has escapes; `nil` for anything else.
    package var plainText: ArraySlice<UInt8>? {
        guard self.kind == .string else { return nil }
        return self.document.nodes[self.index].flag
            ? self.document.text(self.index)[...] : self.document.written(self.index)
    }

    /// The text of a string; `nil` for anything else.
    package var string: String? { self.kind == .string ? self.document.string(self.index) : nil }

    /// The value of `true` or `false`.
    package var boolean: Bool? { self.kind == .boolean ? self.document.boolean(self.index) : nil }

    /// A number that is whole and fits.
    package var integer: Int? { self.kind == .number ? self.document.number(self.index).integer : nil }

    /// Items of an array, in order; `nil` for anything else.
    package var items: [JSONReference]? {
        guard self.kind == .array else { return nil }
        return self.document.items(self.index).map { JSONReference(document: self.document, index: $0) }
    }

    /// Items of an array or members of an object.
    package var count: Int { self.document.count(self.index) }

    /// Names and values of an object, in the order of the text; `nil` for anything else.
    package var members: [(name: String, value: JSONReference)]? {
        guard self.kind == .object else { return nil }
        return self.document.names(self.index).map {
            (self.document.string($0), JSONReference(document: self.document, index: $0 + 1))
        }
    }

    /// The member of an object.
    package subscript(name: String) -> JSONReference? {
        guard self.kind == .object, let found = self.document.member(Array(name.utf8), of: self.index)
        else { return nil }
        return JSONReference(document: self.document, index: found)
    }

    /// Whether it equals a value of this or another document: numbers by what they are worth, exactly and without the
    /// sign of zero, objects in any order of their members.
    package func isEqual(to other: JSONReference) -> Bool {
        self.document.isEqual(self.index, to: other.document, other.index)
    }

    /// The value as it is written, a string with its quotes.
    package var written: ArraySlice<UInt8> {
        let bytes = self.document.written(self.index)
        guard self.kind == .string else { return bytes }
        return self.document.bytes[(bytes.startIndex - 1)..<(bytes.endIndex + 1)]
    }

    /// The value as a document of its own.
    package func standingAlone() -> JSONDocument {
        let first = self.index
        let end = self.document.next(first)
        let nodes = self.document.nodes[first..<end].map { node in
            var node = node
            node.next -= UInt32(first)
            return node
        }
        return JSONDocument(bytes: self.document.bytes, nodes: nodes)
    }

    /// Where it stands in its document, as a JSON pointer (RFC 6901); the whole is the empty text.
    package var pointer: String { self.document.pointer(to: self.index) }
}
