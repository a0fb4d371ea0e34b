import ContentHashing
import CoordinatorService
import JobStore
import MessageBus
import RuntimeModel
import SpinwireTopology

/// Sees to it that the files with tokens and the store agree, before anybody connects.
///
/// The first start makes an administrator and a worker account. The files are the truth: an account whose file was
/// removed gets a new token, and one whose file was put there by hand gets that one. The file is written before the
/// store, so that no crash between the two locks anybody out.
enum FirstAccounts {
    static let administrator = AccountID("admin")
    static let worker = AccountID("worker")

    static func settle(_ topology: Topology, store: any JobStore, at time: Timestamp)
        async throws(RuntimeError)
    {
        let accounts = try await store.accounts()
        try Self.requireOwn(topology)
        var writes: [StoreWrite] = []
        writes += try Self.settle(
            Self.administrator, .administrator, file: topology.paths.clientFile,
            url: topology.coordinator.commands.address, accounts: accounts, at: time)
        writes += try Self.settle(
            Self.worker, .worker, file: topology.paths.workerFile, url: topology.coordinator.workers.address,
            accounts: accounts, at: time)
        if !writes.isEmpty { _ = try await store.commit([StoreTransaction(writes: writes)]) }
    }

    /// A client file outside of the state folder may be that with which its user reaches another service.
    private static func requireOwn(_ topology: Topology) throws(RuntimeError) {
        let path = topology.paths.clientFile
        guard path != TopologyPaths.clientFile(in: topology.paths.state), let file = try TokenFile.read(path),
            file.url != topology.coordinator.commands.address
        else { return }
        throw RuntimeError(
            .configurationInvalid,
            "SPINWIRE_CLIENT_FILE names the file of another service; name another one, or none.",
            context: ["file": path, "url": file.url])
    }

    private static func settle(
        _ id: AccountID, _ role: AccountRole, file path: String, url: String, accounts: [StoredAccount],
        at time: Timestamp
    ) throws(RuntimeError) -> [StoreWrite] {
        let stored = accounts.first { $0.id == id }
        let file = try TokenFile.read(path)
        let token: String
        if let file, AccountID(ofToken: file.token) == id {
            token = file.token
        } else {
            token = Coordinator.makeAccount(id, role, at: time).token
        }
        let wanted = TokenFile(url: url, token: token)
        if file != wanted { try wanted.write(path) }
        let hash = ContentHash.sha256(Array(token.utf8))
        guard var account = stored else {
            return [.insertAccount(StoredAccount(id: id, role: role, tokenHash: hash, createdAt: time))]
        }
        if account.tokenHash == hash, account.role == role { return [] }
        account.tokenHash = hash
        account.role = role
        return [.updateAccount(account)]
    }
}
