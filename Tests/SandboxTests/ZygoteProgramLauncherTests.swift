import ExecutorCore
import Foundation
import RuntimeModel
import Sandbox
import Testing

/// Real processes, as root (where the tests are) and as an ordinary user.
@Suite(.timeLimit(.minutes(2)), .serialized) struct ZygoteProgramLauncherTests {
    typealias Identity = SandboxFixture.Identity

    @Test(arguments: Identity.available)
    func aProgramRunsSpeaksWritesAndLeaves(as identity: Identity) async throws {
        try await SandboxFixture.withLauncher(as: identity) { fixture in
            let program = await fixture.launch()
            try await program.run("print('to the log')\nsay(__import__('os').getpid())\nraise SystemExit(3)")
            #expect(try await program.hear() == "1")
            #expect(try await program.waitExit() == .code(121))
            #expect(program.output.hasPrefix("to the log\n"))
        }
    }

    @Test(arguments: Identity.available)
    func aSpareIsWarmAndEachLaunchHasAProcessOfItsOwn(as identity: Identity) async throws {
        try await SandboxFixture.withLauncher(as: identity) { fixture in
            await fixture.onLoop { fixture.launcher.prepare(environment: SandboxFixture.environmentName) }
            let source = """
                import os, sandbox_runner
                started = open("/proc/self/stat").read().rsplit(")", 1)[1].split()[19]
                say([getattr(sandbox_runner, "is_warm", False), os.readlink("/proc/self/ns/pid"), started])
                """
            var said: Set<String> = []
            for _ in 0..<5 {
                let program = await fixture.launch()
                try await program.run(source)
                said.insert(try await program.hear())
                #expect(try await program.waitExit() == .code(0))
            }
            #expect(said.count == 5)
            #expect(said.contains { $0.contains("true") })
        }
    }

    @Test(arguments: Identity.available)
    func killingEndsTheWholeTree(as identity: Identity) async throws {
        try await SandboxFixture.withLauncher(as: identity) { fixture in
            let program = await fixture.launch()
            try await program.run(
                """
                import os, signal, time
                for number in range(1, 65):
                    try: signal.signal(number, signal.SIG_IGN)
                    except (OSError, ValueError): pass
                for _ in range(5):
                    if os.fork() == 0:
                        os.setsid()
                        while True: time.sleep(60)
                say("forked")
                while True: time.sleep(60)
                """)
            #expect(try await program.hear() == "\"forked\"")
            await program.kill()
            #expect(try await program.waitExit() == .signal(SIGKILL))
        }
    }

    @Test(arguments: Identity.available)
    func aTreeThatTakesTooMuchMemoryIsEnded(as identity: Identity) async throws {
        let limits = ProgramLimits(memoryByteCountMax: 192 << 20)
        try await SandboxFixture.withLauncher(as: identity) { fixture in
            let program = await fixture.launch(limits: limits)
            // Each stays below the limit of one process, also while it fills its memory, which is why that is one
            // allocation and no copy of another; together they are far above the limit of the tree.
            try await program.run(
                """
                import os, time
                for _ in range(4):
                    if os.fork() == 0:
                        kept = bytearray(b"x") * (100 << 20)
                        time.sleep(60)
                time.sleep(60)
                """)
            #expect(try await program.waitExit() == .signal(SIGKILL))
            #expect(try #require(program.memoryExceededByteCount) > limits.memoryByteCountMax)
        }
    }

    @Test func aPausedProgramWaitsAndLosesNothing() async throws {
        try await SandboxFixture.withLauncher(as: .user) { fixture in
            let program = await fixture.launch()
            try await program.run("for index in range(20_000): say([index, 'x' * 100])")
            #expect(try await program.hear().hasPrefix("[0,"))
            await program.pauseReading(true)
            let count = program.recorder.eventCount
            // Turns of the loop, in which a program that is read would have been heard.
            for _ in 0..<50 { await fixture.onLoop {} }
            #expect(program.recorder.eventCount == count)
            await program.pauseReading(false)
            for index in 1..<20_000 {
                let said = try await program.hear()
                guard said.hasPrefix("[\(index),") else {
                    Issue.record("expected \(index), heard \(said.prefix(20))")
                    return
                }
            }
            #expect(try await program.waitExit() == .code(0))
        }
    }

    @Test func aProgramThatLeavesWhilePausedIsReportedWhenReadAgain() async throws {
        try await SandboxFixture.withLauncher(as: .user) { fixture in
            let program = await fixture.launch()
            _ = try await program.waitStarted()
            await program.pauseReading(true)
            let process = program.process
            await fixture.onLoop {
                _ = process.send([0x81] + Array("say('last words')".utf8), descriptor: nil)
            }
            await program.pauseReading(false)
            #expect(try await program.hear() == "\"last words\"")
            #expect(try await program.waitExit() == .code(0))
        }
    }

    @Test func theLongestFramesPassBothWays() async throws {
        try await SandboxFixture.withLauncher(as: .user) { fixture in
            let program = await fixture.launch()
            try await program.run(
                """
                for _ in range(20):
                    frame, _ = channel.receive()
                    channel.send(frame)
                """)
            let frame: [UInt8] = [0x84, 1] + [UInt8](repeating: 0x61, count: 256 << 10)
            let process = program.process
            await fixture.onLoop { for _ in 0..<20 { _ = process.send(frame, descriptor: nil) } }
            for _ in 0..<20 { #expect(try await program.hear().utf8.count == 256 << 10) }
            #expect(try await program.waitExit() == .code(0))
        }
    }

    @Test func aDescriptorReachesTheProgramAndTheCallersStaysOpen() async throws {
        try await SandboxFixture.withLauncher(as: .user) { fixture in
            let pipe = Pipe()
            let program = await fixture.launch()
            let number = pipe.fileHandleForWriting.fileDescriptor
            try await program.run("import os\nos.write(descriptors[0], b'hello')", descriptor: number)
            #expect(try await program.waitExit() == .code(0))
            #expect(fcntl(number, F_GETFD) >= 0)
            #expect(try pipe.fileHandleForReading.read(upToCount: 5) == Data("hello".utf8))
        }
    }

    @Test(arguments: Identity.available)
    func programsDieWithTheirZygoteAndTheNextLaunchGetsAnother(as identity: Identity) async throws {
        try await SandboxFixture.withLauncher(as: identity) { fixture in
            let first = await fixture.launch()
            try await first.run("import time\nsay(1)\ntime.sleep(600)")
            #expect(try await first.hear() == "1")
            for process in await fixture.onLoop({ fixture.launcher.zygoteProcessIDs }) {
                kill(process, SIGKILL)
            }
            #expect(try await first.waitExit() == .signal(SIGKILL))
            let second = await fixture.launch()
            try await second.run("say(2)")
            #expect(try await second.hear() == "2")
        }
    }

    @Test func aZygoteThatHangsIsReplacedAndTheLaunchIsServed() async throws {
        try await SandboxFixture.withLauncher(
            as: .user,
            change: {
                $0.readyDurationMax = .seconds(1)
                $0.spareCount = 0
            }
        ) { fixture in
            let first = await fixture.launch()
            try await first.run("say(1)")
            #expect(try await first.waitExit() == .code(0))
            let launchers = await fixture.onLoop { fixture.launcher.zygoteProcessIDs }
            let launcher = try #require(launchers.first)
            let children = try String(
                contentsOfFile: "/proc/\(launcher)/task/\(launcher)/children", encoding: .utf8)
            let zygote = try #require(children.split(separator: " ").compactMap { Int32($0) }.first)
            #expect(kill(zygote, SIGSTOP) == 0)
            let second = await fixture.launch()
            try await second.run("say(2)")
            #expect(try await second.hear() == "2")
            #expect(await fixture.onLoop { fixture.launcher.zygoteProcessIDs } != launchers)
        }
    }

    @Test func aBurstIsServedInWholeByAFewChildrenAtATime() async throws {
        try await SandboxFixture.withLauncher(as: .user) { fixture in
            var programs: [RecordedProgram] = []
            for _ in 0..<20 { programs.append(await fixture.launch()) }
            for (index, program) in programs.enumerated() { try await program.run("say(\(index))") }
            for (index, program) in programs.enumerated() { #expect(try await program.hear() == "\(index)") }
            for program in programs { #expect(try await program.waitExit() == .code(0)) }
        }
    }

    @Test func aZygoteIsReplacedAfterItsShareOfPrograms() async throws {
        try await SandboxFixture.withLauncher(as: .user, change: { $0.programsPerZygoteMax = 3 }) { fixture in
            var zygotes: Set<Int32> = []
            for index in 0..<9 {
                let program = await fixture.launch()
                try await program.run("say(\(index))")
                #expect(try await program.hear() == "\(index)")
                zygotes.formUnion(await fixture.onLoop { fixture.launcher.zygoteProcessIDs })
                #expect(try await program.waitExit() == .code(0))
            }
            #expect(zygotes.count >= 3)
        }
    }

    @Test func launchesThatCannotStartSayWhy() async throws {
        try await SandboxFixture.withLauncher(
            as: .user,
            change: {
                $0.environments.append(ProgramEnvironment(name: "broken", interpreterPath: "/no/such/python"))
            }
        ) { fixture in
            for name in ["unknown", "broken"] {
                guard case .notStarted(let code, let sentence) = try await fixture.launch(name).waitExit()
                else {
                    Issue.record("\(name) was started")
                    continue
                }
                #expect(code == .programNotStarted)
                #expect(sentence.hasSuffix("."))
            }
        }
    }

    @Test func aProtectionThatIsRequiredAndNotGrantedStopsTheLaunch() async throws {
        try await SandboxFixture.withLauncher(
            as: .user, change: { $0.requiredProtections = SandboxProtections(rawValue: 0xffff) }
        ) { fixture in
            guard case .notStarted(_, let sentence) = try await fixture.launch().waitExit() else {
                Issue.record("started without a protection that nobody grants")
                return
            }
            #expect(sentence.contains("require"))
        }
    }

    @Test(arguments: Identity.available)
    func everyProtectionOfThisMachineIsInForceAndKnown(as identity: Identity) async throws {
        try await SandboxFixture.withLauncher(as: identity) { fixture in
            let program = await fixture.launch()
            _ = try await program.waitStarted()
            let protections = await fixture.onLoop { fixture.launcher.currentProtections }
            let missing = SandboxProtections.all.subtracting(
                protections[SandboxFixture.environmentName] ?? [])
            #expect(missing.subtracting(.ownUser).names == [])
        }
    }

    @Test(arguments: Identity.available)
    func shuttingDownEndsEverythingAndStartsNothing(as identity: Identity) async throws {
        try await SandboxFixture.withLauncher(as: identity) { fixture in
            let running = await fixture.launch()
            try await running.run("import time\nsay(1)\ntime.sleep(600)")
            #expect(try await running.hear() == "1")
            let zygotes = await fixture.onLoop { fixture.launcher.zygoteProcessIDs }
            let late = await fixture.launch()
            await fixture.shutDown()
            #expect(try await running.waitExit() == .signal(SIGKILL))
            _ = try await late.waitExit()
            // Reaped, so that not even the number is left.
            for process in zygotes { #expect(kill(process, 0) == -1) }
            guard case .notStarted = try await fixture.launch().waitExit() else {
                Issue.record("started after the shutdown")
                return
            }
        }
    }

    @Test(arguments: Identity.available)
    func aProcessThatIsHandedOnIsHeardByWhoHasItWhenItSpeaks(as identity: Identity) async throws {
        try await SandboxFixture.withLauncher(as: identity) { fixture in
            let first = await fixture.launch()
            try await first.run(
                """
                for number in range(3):
                    print("line", number, flush=True)
                    say(number)
                    channel.receive()
                """)
            #expect(try await first.hear() == "0")
            let process = first.process
            var last = first
            for number in 1...2 {
                let recorder = ProgramRecorder()
                let isThere = await fixture.onLoop {
                    process.pass(to: { recorder.record($0) }) && process.send([0x82], descriptor: nil)
                }
                #expect(isThere)
                last = RecordedProgram(process: process, recorder: recorder, fixture: fixture)
                #expect(try await last.hear() == "\(number)")
            }
            await first.kill()
            #expect(try await last.waitExit() == .signal(SIGKILL))
            #expect(last.output == "line 2\n")
            let isThere = await fixture.onLoop { process.pass(to: { _ in }) }
            #expect(!isThere)
        }
    }
}
