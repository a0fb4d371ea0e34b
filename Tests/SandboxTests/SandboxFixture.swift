import EventLoop
import ExecutorCore
import Foundation
import RuntimeModel
import Sandbox
import Testing

/// A launcher on a loop of its own, with everything it needs in a place that every user can read.
struct SandboxFixture {
    /// Who the zygote runs as.
    enum Identity: String, CaseIterable, CustomTestStringConvertible {
        case root, user

        /// Those that this test run can be.
        static var available: [Self] { getuid() == 0 ? [.root, .user] : [.user] }

        var testDescription: String { self.rawValue }

        /// What the launch command is started with.
        var prefix: [String] {
            let nobody = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
            return self == .user && getuid() == 0 ? nobody : []
        }
    }

    struct Incomplete: Error { let missing: String }

    static let environmentName = "plain"
    static let interpreterPath = "/usr/bin/python3"
    let loop: EventLoop
    let launcher: ZygoteProgramLauncher

    /// Runs `body` with a launcher, and shuts it down whatever happens.
    static func withLauncher<Result>(
        as identity: Identity, change: (inout SandboxConfiguration) -> Void = { _ in },
        _ body: (SandboxFixture) async throws -> Result
    ) async throws -> Result {
        let place = try Self.makeInstallation()
        defer { try? FileManager.default.removeItem(at: place) }
        let harness = place.appendingPathComponent("harness").path
        let library = place.appendingPathComponent("libSpinwireLockIn.so").path
        let launch = [Self.interpreterPath, "-I", "-B", harness + "/spinwire_zygote/launch.py", library]
        let environment = ProgramEnvironment(
            name: Self.environmentName, interpreterPath: Self.interpreterPath, preloadedModules: ["json"])
        var configuration = SandboxConfiguration(
            launchCommand: identity.prefix + launch, lockInLibraryPath: library, harnessPath: harness,
            environments: [environment])
        configuration.pythonPaths = [place.appendingPathComponent("tests").path]
        configuration.warmEntry = "sandbox_runner:warm"
        configuration.runEntry = "sandbox_runner:run"
        change(&configuration)
        let loop = try EventLoop(name: "sandbox-tests")
        loop.start()
        let launcher = ZygoteProgramLauncher(configuration: configuration, loop: loop)
        let fixture = SandboxFixture(loop: loop, launcher: launcher)
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body(fixture))
        } catch {
            result = .failure(error)
        }
        await fixture.shutDown()
        await loop.stop()
        return try result.get()
    }

    /// Launches a program; what becomes of it is recorded.
    func launch(
        _ environment: String = Self.environmentName, limits: ProgramLimits = ProgramLimits()
    ) async -> RecordedProgram {
        let recorder = ProgramRecorder()
        let process = await self.onLoop {
            self.launcher.launch(environment: environment, limits: limits) { recorder.record($0) }
        }
        return RecordedProgram(process: process, recorder: recorder, fixture: self)
    }

    func shutDown() async {
        await withCheckedContinuation { continuation in
            self.loop.post { self.launcher.shutDown { continuation.resume() } }
        }
    }

    /// Runs `body` on the loop, where the launcher lives.
    func onLoop<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            self.loop.post { continuation.resume(returning: body()) }
        }
    }

    private static func makeInstallation() throws -> URL {
        let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let place = FileManager.default.temporaryDirectory.appendingPathComponent(
            "spinwire-\(UUID().uuidString)")
        let harness = repository.appendingPathComponent("Sources/Execution/ProgramHarness")
        try Self.copyReadable(harness, to: place.appendingPathComponent("harness"))
        let runner = repository.appendingPathComponent(
            "Tests/PythonTests/program_harness/sandbox/sandbox_runner.py")
        try Self.copyReadable(runner, to: place.appendingPathComponent("tests/sandbox_runner.py"))
        let library = place.appendingPathComponent("libSpinwireLockIn.so")
        try Self.copyReadable(try Self.lockInLibrary(), to: library)
        return place
    }

    /// Copies a file or folder so that every user can read it, whoever owns it.
    private static func copyReadable(_ source: URL, to target: URL) throws {
        let files = FileManager.default
        var isFolder: ObjCBool = false
        guard files.fileExists(atPath: source.path, isDirectory: &isFolder) else {
            throw Incomplete(missing: source.path)
        }
        let folder = isFolder.boolValue ? target : target.deletingLastPathComponent()
        let permissions: [FileAttributeKey: Any] = [.posixPermissions: 0o755]
        try files.createDirectory(at: folder, withIntermediateDirectories: true, attributes: permissions)
        guard isFolder.boolValue else {
            try Data(contentsOf: source).write(to: target)
            return try files.setAttributes(permissions, ofItemAtPath: target.path)
        }
        for name in try files.contentsOfDirectory(atPath: source.path) where name != "__pycache__" {
            try Self.copyReadable(
                source.appendingPathComponent(name), to: target.appendingPathComponent(name))
        }
    }

    /// The library that was built beside the tests, or the one that the environment names.
    private static func lockInLibrary() throws -> URL {
        if let given = ProcessInfo.processInfo.environment["SPINWIRE_LOCK_IN_LIBRARY"] {
            return URL(fileURLWithPath: given)
        }
        let name = "libSpinwireLockIn.so"
        for argument in CommandLine.arguments {
            var folder = URL(fileURLWithPath: argument).deletingLastPathComponent()
            while folder.path != "/" {
                let candidate = folder.appendingPathComponent(name)
                if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
                folder.deleteLastPathComponent()
            }
        }
        throw Incomplete(missing: "\(name): build the product SpinwireLockIn")
    }
}
