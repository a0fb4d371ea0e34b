package import ExecutorCore

/// How program processes are started and kept in bounds on this machine.
package struct SandboxConfiguration: Sendable {
    /// The command that starts a zygote; the number of its control descriptor (3) and the zygote's own command are
    /// added to it. `spinwire zygote-launch`, or the harness's `launch.py` with the lock-in library.
    package var launchCommand: [String]
    /// Absolute path of the lock-in library, which the zygote's children load.
    package var lockInLibraryPath: String
    /// Absolute path of the folder with `spinwire_zygote` and `spinwire_program`.
    package var harnessPath: String
    /// Named Python environments.
    package var environments: [ProgramEnvironment]
    /// What programs may read besides the harness and their environment; a path that does not exist is left out.
    package var readOnlyPaths: [String] = [
        "/usr", "/bin", "/lib", "/lib32", "/lib64", "/etc/ssl", "/etc/alternatives", "/etc/localtime",
    ]
    /// Directories of Python modules to import from besides the harness.
    package var pythonPaths: [String] = []
    /// Called in a spare child to do ahead what a program will need, as `module:function`.
    package var warmEntry = "spinwire_program.warm:warm"
    /// Called with the channel to run a program, as `module:function`.
    package var runEntry = "spinwire_program.runner:run"
    /// Protections without which no program is started. Others that a machine does not grant are logged.
    package var requiredProtections: SandboxProtections = [.systemCallFilter, .resourceLimits]
    /// As root, the program in slot N runs as user `userBase + N`; no other account may use these ids.
    package var userBase = 64_000
    /// Most program processes of all environments at one time, spares included.
    package var processCountMax = 256
    /// Children kept locked in and warm in each environment that has been used.
    package var spareCount = 2
    /// Children that may be on their way to being ready at one time, in one environment.
    package var preparingCountMax = 3
    /// How long no program must have been launched before spares are made, so that they do not compete with programs
    /// that have just begun.
    package var refillDelay: Duration = .milliseconds(25)
    /// Limits that the first spares are made with; later ones have those of the last launch. A launch with other
    /// limits finds no spare.
    package var spareLimits = ProgramLimits()
    /// Files and directories of the scratch space.
    package var scratchFileCountMax = 16_384
    /// How long a zygote may import.
    package var zygoteStartDurationMax: Duration = .seconds(60)
    /// How long a child may take from its order until it is ready, once its zygote has imported.
    package var readyDurationMax: Duration = .seconds(30)
    /// How often the memory of a running program's process tree is added up.
    package var memoryPollInterval: Duration = .milliseconds(50)
    /// Programs served by one zygote before another takes its place: children of one share a hash seed and
    /// an address space layout.
    package var programsPerZygoteMax = 1_000
    /// Bytes waiting to be read by a program; a program that leaves more unread is killed.
    package var sendBacklogByteCountMax = 192 << 20
    /// Where scratch directories are made on machines that grant no private root.
    package var scratchParent = "/tmp"

    package init(
        launchCommand: [String], lockInLibraryPath: String, harnessPath: String,
        environments: [ProgramEnvironment]
    ) {
        self.launchCommand = launchCommand
        self.lockInLibraryPath = lockInLibraryPath
        self.harnessPath = harnessPath
        self.environments = environments
    }
}
