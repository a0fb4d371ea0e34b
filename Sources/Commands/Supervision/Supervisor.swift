import CSupervision
import Glibc
package import MessageBus
package import RuntimeModel

/// Starts services as child processes, starts those that die again, and stops all of them in order.
///
/// Decisions are ``SupervisorStateMachine``'s. The children die with this process: their lifeline is a pipe whose
/// other end only this process holds.
package actor Supervisor {
    nonisolated let loop: any BusLoop
    private let executable: String
    private let plans: [ServicePlan]
    private let report: @Sendable (SupervisionEvent) -> Void
    private var machine: SupervisorStateMachine
    private var processes: [Int: ServiceProcess] = [:]
    private var ends: [Int: ProcessEnd] = [:]
    private var lifeline: (reading: Int32, writing: Int32) = (-1, -1)
    private var waiter: CheckedContinuation<SupervisorStateMachine.Outcome, Never>?
    private var isStopAsked = false

    /// The loop's thread, so that its handlers enter without a hop.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { self.loop.asUnownedSerialExecutor() }

    /// - Parameters:
    ///   - executable: absolute path of what every service runs.
    ///   - report: called on the loop for everything that happens.
    package init(
        loop: any BusLoop, executable: String, plans: [ServicePlan], policy: RestartPolicy,
        report: @escaping @Sendable (SupervisionEvent) -> Void
    ) {
        self.loop = loop
        self.executable = executable
        self.plans = plans
        self.report = report
        self.machine = SupervisorStateMachine(plans: plans, policy: policy)
    }

    /// Runs the services until ``stop()`` or until one cannot be kept running. Once.
    ///
    /// - Returns: why it ended, when no process is left.
    /// - Throws: `configuration.invalid` when the process has no descriptor left.
    package func run() async throws(RuntimeError) -> SupervisorStateMachine.Outcome {
        var pipeEnds: [Int32] = [-1, -1]
        let status = spinwire_lifeline_make(&pipeEnds)
        guard status == 0 else {
            throw RuntimeError(
                .configurationInvalid, "The process may not open another descriptor; raise its limit.",
                context: ["errno": "\(-status)"])
        }
        self.lifeline = (pipeEnds[0], pipeEnds[1])
        let outcome = await withCheckedContinuation { continuation in
            self.waiter = continuation
            self.perform(self.machine.begin())
            if self.isStopAsked { self.perform(self.machine.stop()) }
        }
        close(self.lifeline.reading)
        close(self.lifeline.writing)
        return outcome
    }

    /// Stops the services; ``run()`` returns when they are gone.
    package func stop() {
        self.isStopAsked = true
        if self.waiter != nil { self.perform(self.machine.stop()) }
    }

    private func perform(_ actions: [SupervisorStateMachine.Action]) {
        for action in actions {
            switch action {
            case .start(let index): self.start(index)
            case .wait(let index, let delay, let restart):
                let end = self.ends[index] ?? .code(0)
                self.report(.died(service: self.plans[index].name, end, restart: restart, delay: delay))
                self.later(delay) { $0.perform($0.machine.delayEnded(index)) }
            case .terminate(let index, let limit):
                self.report(.stopping(service: self.plans[index].name))
                self.processes[index]?.signal(SIGTERM)
                self.later(limit) { $0.perform($0.machine.stopDurationEnded(index)) }
            case .kill(let index):
                self.report(.killed(service: self.plans[index].name))
                self.processes[index]?.signal(SIGKILL)
            case .finish(let outcome):
                self.waiter?.resume(returning: outcome)
                self.waiter = nil
            }
        }
    }

    private func start(_ index: Int) {
        let started = ServiceProcess.start(
            executable: self.executable, arguments: self.plans[index].arguments,
            lifeline: self.lifeline.reading,
            on: self.loop
        ) { [weak self] end in
            self?.assumeIsolated { $0.ended(index, how: end) }
        }
        switch started {
        case .success(let process):
            self.processes[index] = process
            self.report(.started(service: self.plans[index].name, processID: process.processID))
            self.perform(self.machine.started(index, at: self.loop.now))
        case .failure(let failure):
            self.ended(index, how: .notStarted(failure.errno))
        }
    }

    private func ended(_ index: Int, how end: ProcessEnd) {
        self.processes.removeValue(forKey: index)?.close()
        self.ends[index] = end
        let wasStopping = self.machine.isStopping
        let actions = self.machine.ended(index, how: end, at: self.loop.now)
        if wasStopping {
            self.report(.stopped(service: self.plans[index].name, end))
        } else if self.machine.isStopping {
            self.report(.gaveUp(service: self.plans[index].name, end))
        }
        self.perform(actions)
    }

    private func later(_ delay: Duration, _ body: @escaping @Sendable (isolated Supervisor) -> Void) {
        // Not kept: an action that comes late finds nothing to do.
        _ = self.loop.schedule(after: delay) { [weak self] in
            self?.assumeIsolated { body($0) }
        }
    }
}

extension Supervisor {
    /// As ``stop()``, from anywhere and without waiting.
    package nonisolated func requestStop() {
        self.loop.post { self.assumeIsolated { $0.stop() } }
    }
}
