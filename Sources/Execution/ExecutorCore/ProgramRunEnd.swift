package import RuntimeModel

/// How an attempt ended, as its executor saw it.
package struct ProgramRunEnd: Hashable, Sendable {
    /// `completed`, `failed`, `cancelled`, `ran-too-long` or `lost`.
    package var status: JobStatus
    /// Why it did not complete.
    package var code: RuntimeError.Code?
    /// The same as one sentence.
    package var reason: String?
    /// Python's traceback, when the program raised.
    package var traceback: String?
    /// How to read the result.
    package var contentType: ContentType
    /// The result; empty unless `completed`.
    package var result: [UInt8]

    private init(
        _ status: JobStatus, code: RuntimeError.Code? = nil, reason: String? = nil, traceback: String? = nil,
        contentType: ContentType = .none, result: [UInt8] = []
    ) {
        self.status = status
        self.code = code
        self.reason = reason
        self.traceback = traceback
        self.contentType = contentType
        self.result = result
    }

    /// `main` returned.
    package static func completed(_ result: [UInt8], as contentType: ContentType) -> Self {
        Self(.completed, contentType: contentType, result: result)
    }

    /// The program did not reach its end, or broke a rule.
    package static func failed(_ code: RuntimeError.Code, _ reason: String, traceback: String? = nil) -> Self
    {
        Self(.failed, code: code, reason: reason, traceback: traceback)
    }

    /// It was ended on the coordinator's word, with the status that the word named.
    package static func stopped(_ status: JobStatus, _ reason: String) -> Self {
        Self(status, code: status == .cancelled ? .jobCancelled : nil, reason: reason)
    }

    /// It ran for longer than it may.
    package static func ranTooLong(seconds: Int) -> Self {
        Self(.ranTooLong, code: .ranTooLong, reason: "The program ran for longer than its \(seconds) s.")
    }

    /// It has to be run again, through no fault of its own.
    package static func lost(_ reason: String, code: RuntimeError.Code = .jobLost) -> Self {
        Self(.lost, code: code, reason: reason)
    }

    /// The process left without an outcome.
    package static func died(_ exit: ProgramExit) -> Self {
        switch exit {
        case .code(let code):
            .failed(.programDied, "The program's process exited with code \(code) and without a result.")
        case .signal(let signal):
            .failed(.programDied, "The program's process was ended by signal \(signal).")
        case .notStarted(let code, let sentence):
            .failed(code, sentence)
        }
    }
}
