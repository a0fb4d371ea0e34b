/// What surrounds a program's process, as reported by its lock-in. The bits are those of CSandbox.h.
package struct SandboxProtections: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// A user namespace of its own.
    package static let userNamespace = Self(rawValue: 1 << 0)
    /// Pid 1 of a PID namespace: its death takes the whole tree with it.
    package static let pidNamespace = Self(rawValue: 1 << 1)
    /// A private, read-only root.
    package static let privateRoot = Self(rawValue: 1 << 2)
    /// A network namespace without any interface up.
    package static let networkNamespace = Self(rawValue: 1 << 3)
    package static let ipcNamespace = Self(rawValue: 1 << 4)
    package static let utsNamespace = Self(rawValue: 1 << 5)
    package static let cgroupNamespace = Self(rawValue: 1 << 6)
    /// A user id that no other job and no service has. Only root can give one.
    package static let ownUser = Self(rawValue: 1 << 7)
    package static let landlockFiles = Self(rawValue: 1 << 8)
    package static let landlockSignals = Self(rawValue: 1 << 9)
    package static let systemCallFilter = Self(rawValue: 1 << 10)
    package static let resourceLimits = Self(rawValue: 1 << 11)
    /// `/tmp` is private and has a size limit.
    package static let privateScratch = Self(rawValue: 1 << 12)
    /// No capability and an empty bounding set.
    package static let noCapabilities = Self(rawValue: 1 << 13)

    /// Everything this version knows.
    package static let all = Self(rawValue: (1 << 14) - 1)

    /// Names in the order of the bits, for logs.
    package var names: [String] {
        let all = [
            "user-namespace", "pid-namespace", "private-root", "network-namespace", "ipc-namespace",
            "uts-namespace",
            "cgroup-namespace", "own-user", "landlock-files", "landlock-signals", "system-call-filter",
            "resource-limits", "private-scratch", "no-capabilities",
        ]
        return all.enumerated().filter { self.rawValue & (1 << $0.offset) != 0 }.map(\.element)
    }
}
