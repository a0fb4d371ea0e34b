import ContentHashing
import JobStore
import MessageBus
import RuntimeModel
import RuntimeWire

// Who may see, run, upload, change and publish programs.
extension Coordinator {
    /// The newest version of a program that an account may see.
    ///
    /// - Throws: `program.notFound`, also for programs of others: who may not see it does not learn that it is there.
    func program(_ id: ProgramID, for account: AccountID) async throws(RuntimeError) -> ProgramHead {
        let head: ProgramHead
        if let known = self.programs[id] {
            head = known
        } else {
            let epoch = self.programEpoch
            guard let row = try await self.store.program(id, version: nil, includingDeleted: false) else {
                throw Self.noSuchProgram(id)
            }
            head = try ProgramHead(row: row)
            if self.programs[id] == nil, epoch == self.programEpoch { self.remember(head) }
        }
        guard head.isVisible(to: account, administrator: self.isAdministrator(account)) else {
            throw Self.noSuchProgram(id)
        }
        return head
    }

    static func noSuchProgram(_ id: ProgramID) -> RuntimeError {
        RuntimeError(
            .programNotFound, "There is no such program, or it is not yours to see.",
            context: ["program_id": id.rawValue])
    }

    func owns(_ account: AccountID, _ head: ProgramHead) -> Bool {
        head.row.owner == account || self.isAdministrator(account)
    }

    func requireOwner(of head: ProgramHead, _ account: AccountID) throws(RuntimeError) {
        guard self.owns(account, head) else {
            throw RuntimeError(.notAllowed, "Only the program's owner may change it.")
        }
    }

    func requireUploader(_ account: AccountID) throws(RuntimeError) {
        guard self.accounts.role(of: account)?.mayUpload ?? false else {
            throw RuntimeError(.notAllowed, "Only accounts of role author may upload programs.")
        }
    }

    func requirePublisher(_ account: AccountID) throws(RuntimeError) {
        guard self.accounts.account(account)?.mayPublish ?? false || self.isAdministrator(account) else {
            throw RuntimeError(.notAllowed, "The account may not make programs public; share them instead.")
        }
    }

    /// The program as the lists show it to an account: whom it is shared with is told to its owner alone, and so is the
    /// hash of its source, as who knows a body's hash may read it. Others are given the hash of that hash.
    func summary(of head: ProgramHead, for account: AccountID) -> ProgramSummary {
        var summary = head.summary
        if !self.owns(account, head) {
            summary.sharedWith = nil
            summary.contentHash = BodyReference.text(of: ContentHash.sha256(head.row.sourceHash))
        }
        return summary
    }

    func checkAccounts(_ accounts: [AccountID]) throws(RuntimeError) {
        guard accounts.count <= self.limits.sharedAccountCountMax else {
            throw RuntimeError(
                .invalidCommand, "A program is shared with too many accounts; make it public.",
                context: ["limit": "\(self.limits.sharedAccountCountMax)"])
        }
        for account in accounts where self.accounts.account(account) == nil {
            throw RuntimeError(
                .accountNotFound, "There is no account of that name.", context: ["account": account.rawValue])
        }
    }

    func searchWords(of text: String) throws(RuntimeError) -> [String] {
        let words = text.utf8.count <= self.limits.searchByteCountMax ? SearchWords.of(text) : nil
        guard let words, words.count <= self.limits.searchWordCountMax else {
            throw RuntimeError(
                .invalidCommand, "The search has too many words, or is too long.",
                context: [
                    "words": "\(self.limits.searchWordCountMax)",
                    "bytes": "\(self.limits.searchByteCountMax)",
                ])
        }
        return words
    }

    func checkEnvironment(_ name: String?) throws(RuntimeError) {
        guard let name, !self.configuration.environments.contains(name) else { return }
        throw RuntimeError(
            .environmentNotFound, "There is no program environment of that name.",
            context: [
                "environment": name, "known": self.configuration.environments.joined(separator: " "),
            ])
    }

    func checkMetadataLength(of message: Message) throws(RuntimeError) {
        guard message.frames.first?.count ?? 0 <= self.limits.metadataByteCountMax else {
            throw RuntimeError(
                .payloadTooLarge, "The metadata is longer than it may be.",
                context: ["limit": "\(self.limits.metadataByteCountMax)"])
        }
    }
}
