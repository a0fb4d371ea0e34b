/// Why files are no description of a backend, as one sentence.
package struct BackendImportError: Error, Equatable, CustomStringConvertible {
    package var description: String

    init(_ sentence: String) { self.description = sentence }
}
