import CoordinatorCore
import MessageBus
import RuntimeModel
import RuntimeWire

/// A registered worker. Its id is namespaced by the account it was authenticated as, so that no account can take
/// another's leases by registering under its name.
struct WorkerEntry {
    let holder: LeaseHolder
    let account: AccountID
    var peer: PeerID
    var registration: WorkerRegistration
    var isDraining = false

    var role: WorkerRole { self.registration.role }

    static func id(of name: WorkerID, account: AccountID) -> WorkerID {
        WorkerID("\(account.rawValue)/\(name.rawValue)")
    }
}
