import Foundation

/// The machine, as workers name it.
enum Machine {
    /// Workers with the same word share a file system.
    static var name: String { ProcessInfo.processInfo.hostName }
}
