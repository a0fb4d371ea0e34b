package import ExecutorCore
package import Logging
package import MessageBus
import RuntimeModel

/// Runs programs in children of zygotes: one warm zygote for each environment, spare children kept ahead.
///
/// A launch takes a spare where there is one; its replacement is ordered after that. All work happens on the loop.
package actor ZygoteProgramLauncher: ProgramLauncher {
    nonisolated let loop: any BusLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor { self.loop.asUnownedSerialExecutor() }
    package nonisolated let environmentNames: [String]
    private let configuration: SandboxConfiguration
    private let logger: Logger
    private var pools: [String: ZygotePool] = [:]
    private var slots: SlotTable
    private var onGone: (@Sendable () -> Void)?
    private var isStopping = false
    private var protections: [String: SandboxProtections] = [:]

    package init(
        configuration: SandboxConfiguration, loop: any BusLoop,
        logger: Logger = Logger(label: "spinwire.sandbox")
    ) {
        self.configuration = configuration
        self.loop = loop
        self.logger = logger
        self.environmentNames = configuration.environments.map(\.name)
        self.slots = SlotTable(slotCount: configuration.processCountMax)
    }

    /// Starts the environment's zygote and its spares, so that the first launch finds them. Only on the loop.
    package nonisolated func prepare(environment: String) {
        self.assumeIsolated { launcher in
            launcher.pool(of: environment)?.assumeIsolated { $0.pump() }
        }
    }

    /// What the lock-in achieved, by environment, as far as a child has been made in it. Only on the loop.
    package nonisolated var currentProtections: [String: SandboxProtections] {
        self.assumeIsolated { $0.protections }
    }

    /// The processes that zygotes run under, for operators and tests. Only on the loop.
    package nonisolated var zygoteProcessIDs: [Int32] {
        self.assumeIsolated { launcher in
            launcher.pools.values.flatMap { $0.assumeIsolated { $0.zygoteProcessIDs } }
        }
    }

    package nonisolated func launch(
        environment: String, limits: ProgramLimits, handler: @escaping @Sendable (ProgramEvent) -> Void
    ) -> any ProgramProcess {
        self.assumeIsolated { launcher in
            if launcher.isStopping { return launcher.refuse("The executor is stopping.", handler) }
            guard let pool = launcher.pool(of: environment) else {
                return launcher.refuse("There is no program environment of that name here.", handler)
            }
            return pool.assumeIsolated { $0.launch(limits, handler) }
        }
    }

    package nonisolated func shutDown(_ done: @escaping @Sendable () -> Void) {
        self.assumeIsolated { launcher in
            launcher.isStopping = true
            launcher.onGone = done
            for pool in launcher.pools.values { pool.assumeIsolated { $0.stop() } }
            launcher.poolIsGone()
        }
    }

    // MARK: - What pools say

    func takeSlot() -> Int? { self.slots.take() }

    /// Another environment may have waited for it.
    func giveBack(_ slot: Int) {
        let wasFull = self.slots.usedCount == self.slots.slotCount
        self.slots.giveBack(slot)
        guard wasFull else { return }
        self.loop.post { [weak self] in
            self?.assumeIsolated { for pool in $0.pools.values { pool.assumeIsolated { $0.pump() } } }
        }
    }

    func note(_ protections: SandboxProtections, of environment: String) {
        self.protections[environment] = protections
    }

    func poolIsGone() {
        guard self.isStopping, self.pools.values.allSatisfy({ $0.assumeIsolated { $0.isGone } }) else {
            return
        }
        let done = self.onGone
        self.onGone = nil
        guard let done else { return }
        self.loop.post(done)
    }

    private func pool(of name: String) -> ZygotePool? {
        if let pool = self.pools[name] { return pool }
        guard let environment = self.configuration.environments.first(where: { $0.name == name }) else {
            return nil
        }
        let pool = ZygotePool(
            environment, configuration: self.configuration, loop: self.loop, logger: self.logger,
            launcher: self)
        self.pools[name] = pool
        return pool
    }

    /// A process that never was; its end follows on the next turn.
    private func refuse(
        _ sentence: String, _ handler: @escaping @Sendable (ProgramEvent) -> Void
    ) -> any ProgramProcess {
        self.loop.post { handler(.exited(.notStarted(.programNotStarted, sentence))) }
        return AbsentProgram()
    }
}
