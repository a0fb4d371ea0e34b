import RuntimeModel
import RuntimeWire

/// Every type that stands in a JSON frame, by the name that golden vectors call it.
enum WireTypes {
    /// Reads a frame as the type of a name, and writes it again.
    static func rewritten(_ bytes: [UInt8], as name: String) throws -> [UInt8] {
        guard let rewrite = Self.rewriters[name] else {
            throw RuntimeError(.invalidCommand, "The vectors name a type that this table lacks.")
        }
        return try rewrite(bytes)
    }

    static var names: Set<String> { Set(Self.rewriters.keys) }

    private typealias Rewriter = @Sendable ([UInt8]) throws -> [UInt8]

    private static func rewriter<Value: Codable & SendableMetatype>(_ type: Value.Type) -> Rewriter {
        { try WireJSON.encode(try WireJSON.decode(Value.self, from: $0)) }
    }

    private static let rewriters: [String: Rewriter] = [
        "AccountCreate": rewriter(AccountCreate.self),
        "AccountList": rewriter(AccountList.self),
        "AccountName": rewriter(AccountName.self),
        "AccountToken": rewriter(AccountToken.self),
        "AccountUpdate": rewriter(AccountUpdate.self),
        "AccountSummary": rewriter(AccountSummary.self),
        "BackendList": rewriter(BackendList.self),
        "BackendName": rewriter(BackendName.self),
        "BackendStatus": rewriter(BackendStatus.self),
        "BodyGet": rewriter(BodyGet.self),
        "BodyProgress": rewriter(BodyProgress.self),
        "BodyPut": rewriter(BodyPut.self),
        "EnvironmentList": rewriter(EnvironmentList.self),
        "ErrorReport": rewriter(ErrorReport.self),
        "FeedName": rewriter(FeedName.self),
        "FeedOpen": rewriter(FeedOpen.self),
        "FeedState": rewriter(FeedState.self),
        "JobAccepted": rewriter(JobAccepted.self),
        "JobCancelled": rewriter(JobCancelled.self),
        "JobList": rewriter(JobList.self),
        "JobListing": rewriter(JobListing.self),
        "JobRun": rewriter(JobRun.self),
        "JobRunBatch": rewriter(JobRunBatch.self),
        "JobSummary": rewriter(JobSummary.self),
        "JobTags": rewriter(JobTags.self),
        "JobsAccepted": rewriter(JobsAccepted.self),
        "LeaseGrant": rewriter(LeaseGrant.self),
        "NoContent": rewriter(NoContent.self),
        "Page": rewriter(Page.self),
        "ProgramHistory": rewriter(ProgramHistory.self),
        "ProgramListing": rewriter(ProgramListing.self),
        "ProgramList": rewriter(ProgramList.self),
        "ProgramName": rewriter(ProgramName.self),
        "ProgramSummary": rewriter(ProgramSummary.self),
        "ProgramUpdate": rewriter(ProgramUpdate.self),
        "ProgramUpload": rewriter(ProgramUpload.self),
        "ProgramVersion": rewriter(ProgramVersion.self),
        "JobAwait": rewriter(JobAwait.self),
        "JobsEnded": rewriter(JobsEnded.self),
        "ProgramVisibility": rewriter(ProgramVisibility.self),
        "ServiceHello": rewriter(ServiceHello.self),
        "ServiceStatus": rewriter(ServiceStatus.self),
        "SessionClose": rewriter(SessionClose.self),
        "SessionList": rewriter(SessionList.self),
        "SessionListing": rewriter(SessionListing.self),
        "SessionName": rewriter(SessionName.self),
        "SessionOpen": rewriter(SessionOpen.self),
        "SessionSummary": rewriter(SessionSummary.self),
        "StopOrder": rewriter(StopOrder.self),
        "TimelinePage": rewriter(TimelinePage.self),
        "TimelineRead": rewriter(TimelineRead.self),
        "WorkerAdmission": rewriter(WorkerAdmission.self),
        "WorkerHeartbeat": rewriter(WorkerHeartbeat.self),
        "WorkerRegistration": rewriter(WorkerRegistration.self),
    ]
}
