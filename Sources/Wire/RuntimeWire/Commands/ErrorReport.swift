package import RuntimeModel

/// Body of `error`: a ``RuntimeError`` without its cause.
package struct ErrorReport: Hashable, Sendable, Codable {
    /// The code.
    package var code: String
    /// One sentence.
    package var message: String
    /// The values.
    package var context: [String: String]

    package init(code: String, message: String, context: [String: String]) {
        self.code = code
        self.message = message
        self.context = context
    }
}

extension ErrorReport {
    package init(_ error: RuntimeError) {
        self.init(code: error.code.rawValue, message: error.message, context: error.context)
    }

    /// The error that was reported.
    package var error: RuntimeError {
        RuntimeError(RuntimeError.Code(rawValue: self.code), self.message, context: self.context)
    }
}
