/// Starts program processes. One process serves one attempt, and jobs of the same session that follow; see ``WarmShelf``.
///
/// Implementations: `Sandbox.ZygoteProgramLauncher` (real processes), the test kit's `ScriptedProgramLauncher`.
/// Everything is called, and calls back, on the loop of the executor that owns the launcher.
package protocol ProgramLauncher: AnyObject, Sendable {
    /// Names of the environments that programs can run in.
    var environmentNames: [String] { get }

    /// Makes a process ready and hands it out; events follow by `handler`.
    ///
    /// The first event is `started`, or `exited` when no process could be started. After `exited` nothing follows.
    func launch(
        environment: String, limits: ProgramLimits, handler: @escaping @Sendable (ProgramEvent) -> Void
    ) -> any ProgramProcess

    /// Starts nothing any more, and kills what runs; `done` is called when every process is gone.
    func shutDown(_ done: @escaping @Sendable () -> Void)
}
