import CSandbox
import Foundation
import Glibc
import MessageBus
import RuntimeModel

/// One zygote under its launcher, and the control socket to it.
///
/// Every packet on the socket is one JSON object; both sides keep packets whole. Hanging up ends the zygote and,
/// with it, all its children.
actor ZygoteConnection {
    /// Told on the loop.
    struct Listener: Sendable {
        /// An event, with the descriptors that came along: the receiver owns them.
        var heard: @Sendable (ZygoteEvent, [Int32]) -> Void
        /// The zygote and all its children are gone. The last call; the sentence is for the log.
        var ended: @Sendable (String) -> Void
    }

    nonisolated let loop: any BusLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { self.loop.asUnownedSerialExecutor() }
    private let listener: Listener
    private let process: ChildProcess
    /// -1 once it is closed.
    private var control: Int32
    private var controlWatch: (any DescriptorWatch)?
    private var processWatch: (any DescriptorWatch)?
    /// Packets that did not fit into the socket yet.
    private var outgoing: [Data] = []
    private var complaint: String?

    private static let packetByteCountMax = 64 << 10
    /// Control descriptor of the launcher and of the zygote.
    private static let controlNumber: Int32 = 3

    /// Starts the zygote. Orders may follow at once: it reads them when its imports are done.
    init(
        configuration: SandboxConfiguration, environment: ProgramEnvironment, loop: any BusLoop,
        listener: Listener
    ) throws(RuntimeError) {
        var ends: [Int32] = [-1, -1]
        guard spinwire_socket_pair(1, &ends) == 0 else {
            throw RuntimeError(.programNotStarted, "There is no descriptor left for another process.")
        }
        let harness = configuration.harnessPath + "/spinwire_zygote"
        let number = String(Self.controlNumber)
        let command =
            configuration.launchCommand + [number, environment.interpreterPath, "-I", "-B", harness, number]
        let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
        defer {
            Glibc.close(nothing)
            Glibc.close(ends[1])
        }
        do {
            self.process = try ChildProcess.spawn(
                command, environment: environment.variables,
                descriptors: [nothing, STDERR_FILENO, STDERR_FILENO, ends[1]])
        } catch {
            Glibc.close(ends[0])
            throw error
        }
        self.control = ends[0]
        self.loop = loop
        self.listener = listener
    }

    nonisolated var processID: Int32 { self.process.pid }

    /// Begins to listen, and says what the zygote is to import.
    func start(_ configuration: ZygoteConfiguration) {
        self.controlWatch = self.loop.watch(self.control, for: .readable) { [weak self] ready in
            self?.assumeIsolated { $0.controlIsReady(ready) }
        }
        self.processWatch = self.loop.watch(self.process.pidfd, for: .readable) { [weak self] _ in
            self?.assumeIsolated { $0.processHasEnded() }
        }
        self.send(configuration)
    }

    func send(_ message: some Encodable) {
        do {
            self.outgoing.append(try JSONEncoder().encode(message))
        } catch {
            self.abort("A message to the zygote could not be encoded.")
        }
        self.flush()
    }

    /// Hangs up: the launcher ends the zygote, and `ended` follows.
    func close() {
        guard self.control >= 0 else { return }
        self.controlWatch?.cancel()
        self.controlWatch = nil
        Glibc.close(self.control)
        self.control = -1
    }

    /// Ends the zygote by force; `ended` follows with the sentence.
    func abort(_ sentence: String) {
        self.complaint = self.complaint ?? sentence
        self.process.kill()
    }

    private func controlIsReady(_ ready: DescriptorInterest) {
        if ready.contains(.writable) { self.flush() }
        while self.control >= 0, self.receive() {}
    }

    /// Receives one packet. Returns whether there was one.
    private func receive() -> Bool {
        var descriptors = [Int32](repeating: -1, count: ProgramEnds.count)
        var descriptorCount: Int32 = 0
        let packet: Data? = withUnsafeTemporaryAllocation(byteCount: Self.packetByteCountMax, alignment: 1) {
            let count = spinwire_receive(
                self.control, $0.baseAddress, $0.count, &descriptors, Int32(ProgramEnds.count),
                &descriptorCount)
            return count > 0 ? Data($0.prefix(count)) : nil
        }
        guard let packet else {
            // Either nothing is there now, or the other end is closed; then the process watch tells.
            if self.isHungUp() { self.stopWatchingControl() }
            return false
        }
        let received = Array(descriptors.prefix(Int(descriptorCount)))
        do {
            self.listener.heard(try JSONDecoder().decode(ZygoteEvent.self, from: packet), received)
        } catch {
            for descriptor in received { Glibc.close(descriptor) }
            self.abort("The zygote sent a message that could not be read.")
        }
        return self.control >= 0
    }

    private func isHungUp() -> Bool {
        var status = pollfd(fd: self.control, events: Int16(POLLIN), revents: 0)
        return poll(&status, 1, 0) > 0 && status.revents & Int16(POLLHUP) != 0
    }

    private func stopWatchingControl() {
        self.controlWatch?.cancel()
        self.controlWatch = nil
    }

    private func flush() {
        while let packet = self.outgoing.first, self.control >= 0 {
            let sent = packet.withUnsafeBytes {
                spinwire_send(self.control, $0.baseAddress, $0.count, nil, 0)
            }
            if sent == -Int(EAGAIN) { break }
            self.outgoing.removeFirst()
            // The other end is closed: the process watch tells.
            if sent < 0 { self.outgoing = [] }
        }
        self.controlWatch?.update(self.outgoing.isEmpty ? .readable : [.readable, .writable])
    }

    private func processHasEnded() {
        guard let status = self.process.reap() else { return }
        self.processWatch?.cancel()
        self.processWatch = nil
        while self.control >= 0, self.receive() {}
        self.close()
        self.listener.ended(self.complaint ?? "It ended by itself with status \(status).")
    }
}
