package import ExecutorCore
package import MessageBus
package import RuntimeModel

/// A launcher without processes: what it "starts" follows the ``ProgramScript`` that came as the program's source.
///
/// Everything happens on the loop and by its time, one event a turn, so that a seeded loop decides all orders. Programs
/// keep the rules of real ones: credit, pauses of reading, `exited` last.
package final class ScriptedProgramLauncher: ProgramLauncher {
    private struct State {
        var programs: [ScriptedProgram] = []
        var isShutDown = false
        var startedCount = 0
        var waiting: [@Sendable () -> Void] = []
    }

    package let environmentNames: [String]
    private let loop: any BusLoop
    private let startDelay: Duration
    private let failure: (RuntimeError.Code, String)?
    private let state: LoopConfined<State>

    /// - Parameters:
    ///   - startDelay: from `launch` to `started`.
    ///   - failure: why no process can be started, if none can.
    package init(
        on loop: any BusLoop, environmentNames: [String] = ["default"], startDelay: Duration = .zero,
        failure: (RuntimeError.Code, String)? = nil
    ) {
        self.loop = loop
        self.environmentNames = environmentNames
        self.startDelay = startDelay
        self.failure = failure
        self.state = LoopConfined(State(), on: loop)
    }

    /// Programs that were started, in all. Only on the loop.
    package var startedCount: Int { self.state.value.startedCount }
    /// Programs that are there now. Only on the loop.
    package var runningCount: Int { self.state.value.programs.count }

    package func launch(
        environment: String, limits: ProgramLimits, handler: @escaping @Sendable (ProgramEvent) -> Void
    ) -> any ProgramProcess {
        let program = ScriptedProgram(on: self.loop) { [weak self] in self?.remove($0) }
        let isRefused = self.state.value.isShutDown
        self.state.value.programs.append(program)
        self.state.value.startedCount += 1
        program.begin(
            after: self.startDelay, processID: Int32(self.state.value.startedCount),
            failure: isRefused ? (.stopping, "The launcher is shut down.") : self.failure,
            handler: handler)
        return program
    }

    package func shutDown(_ done: @escaping @Sendable () -> Void) {
        self.state.value.isShutDown = true
        self.state.value.waiting.append(done)
        for program in self.state.value.programs { program.kill() }
        self.finishShutDown()
    }

    /// The machine fails: every program is gone at once, and nobody hears of it.
    package func vanish() {
        for program in self.state.value.programs { program.vanish() }
        self.state.value.programs = []
        self.finishShutDown()
    }

    private func remove(_ program: ScriptedProgram) {
        self.state.value.programs.removeAll { $0 === program }
        self.finishShutDown()
    }

    private func finishShutDown() {
        guard self.state.value.isShutDown, self.state.value.programs.isEmpty else { return }
        let waiting = self.state.value.waiting
        self.state.value.waiting = []
        for done in waiting { self.loop.post(done) }
    }
}
