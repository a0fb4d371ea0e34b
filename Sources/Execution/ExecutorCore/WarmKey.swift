package import RuntimeModel

/// What two jobs have in common when one may follow the other in the same process.
///
/// A session has one owner, so that its jobs are those of one account.
package struct WarmKey: Hashable, Sendable {
    package let session: SessionID
    package let programID: ProgramID
    package let programVersion: Int
    package let environment: String
    package let backend: String

    package init(
        session: SessionID, programID: ProgramID, programVersion: Int, environment: String, backend: String
    ) {
        self.session = session
        self.programID = programID
        self.programVersion = programVersion
        self.environment = environment
        self.backend = backend
    }
}
