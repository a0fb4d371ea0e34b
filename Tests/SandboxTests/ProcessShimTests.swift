import CSandbox
import Foundation
import Glibc
import Testing

/// The C functions that start and watch processes and pass descriptors.
@Suite(.timeLimit(.minutes(1))) struct ProcessShimTests {
    /// A started process; whoever makes one waits for it.
    private struct Started {
        let pid: Int32
        let pidfd: Int32

        /// Waits for the end and collects it.
        func wait() -> (code: Int32, signal: Int32) {
            var status = pollfd(fd: self.pidfd, events: Int16(POLLIN), revents: 0)
            while poll(&status, 1, 10_000) < 0, errno == EINTR {}
            var code: Int32 = 0
            var signal: Int32 = 0
            #expect(spinwire_pidfd_reap(self.pidfd, &code, &signal) == 1)
            close(self.pidfd)
            return (code, signal)
        }
    }

    private static func spawn(_ command: [String], descriptors: [Int32], variables: [String] = []) throws
        -> Started
    {
        var pidfd: Int32 = -1
        let arguments = command.map { strdup($0) } + [nil]
        let environment = variables.map { strdup($0) } + [nil]
        defer { for pointer in arguments + environment { free(pointer) } }
        let pid = spinwire_spawn(
            command[0], arguments, environment, descriptors, Int32(descriptors.count), &pidfd)
        try #require(pid > 0)
        return Started(pid: pid, pidfd: pidfd)
    }

    @Test func aProcessGetsExactlyTheDescriptorsAndVariablesGiven() throws {
        let pipe = Pipe()
        let writer = pipe.fileHandleForWriting.fileDescriptor
        let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { close(nothing) }
        // The one pipe is given twice, with a gap, as numbers that are other descriptors' sources.
        let script = "echo /proc/self/fd/* >&5; /usr/bin/env >&1"
        let process = try Self.spawn(
            ["/bin/sh", "-c", script], descriptors: [nothing, writer, nothing, -1, -1, writer],
            variables: ["ONLY=this"]
        )
        try pipe.fileHandleForWriting.close()
        let text = String(decoding: try #require(try pipe.fileHandleForReading.readToEnd()), as: UTF8.self)
        #expect(process.wait() == (0, 0))
        let lines = text.split(separator: "\n")
        let numbers = try #require(lines.first).split(separator: " ").compactMap {
            Int($0.dropFirst("/proc/self/fd/".count))
        }
        // The shell's own directory listing is the only other one.
        #expect(Set(numbers).isSubset(of: [0, 1, 2, 3, 5]))
        #expect(numbers.contains(1) && numbers.contains(5))
        #expect(lines.contains("ONLY=this"))
        #expect(!text.contains("HOME="))
    }

    @Test func endsAreReportedOnceByCodeOrSignal() throws {
        #expect(try Self.spawn(["/bin/sh", "-c", "exit 7"], descriptors: [-1, -1, -1]).wait() == (7, 0))
        let sleeping = try Self.spawn(["/bin/sleep", "600"], descriptors: [-1, -1, -1])
        var code: Int32 = 0
        var signal: Int32 = 0
        #expect(spinwire_pidfd_reap(sleeping.pidfd, &code, &signal) == 0)
        #expect(spinwire_pidfd_pid(sleeping.pidfd) == sleeping.pid)
        #expect(spinwire_pidfd_signal(sleeping.pidfd, SIGKILL) == 0)
        #expect(sleeping.wait() == (-1, SIGKILL))
    }

    @Test func aProcessThatCannotBeStartedSaysWhy() {
        var pidfd: Int32 = -1
        let arguments: [UnsafeMutablePointer<CChar>?] = [nil]
        #expect(spinwire_spawn("/no/such/program", arguments, arguments, [], 0, &pidfd) == -ENOENT)
    }

    @Test func memoryOfAWholeTreeIsAddedUp() throws {
        let pipe = Pipe()
        let script = """
            import os, sys, time
            kept = bytearray(os.urandom(1 << 20) * 20)
            for _ in range(2):
                if os.fork() == 0:
                    mine = bytearray(os.urandom(1 << 20) * 20)
                    os.write(1, b"x")
                    time.sleep(600)
            os.write(1, b"x")
            time.sleep(600)
            """
        let process = try Self.spawn(
            ["/usr/bin/python3", "-I", "-c", script],
            descriptors: [-1, pipe.fileHandleForWriting.fileDescriptor, -1])
        _ = try pipe.fileHandleForReading.read(upToCount: 3)
        var usage = spinwire_tree_usage()
        #expect(spinwire_tree_usage(process.pid, &usage) == 0)
        #expect(usage.process_count == 3)
        #expect(usage.is_truncated == 0)
        #expect(usage.memory_byte_count > 60 << 20)
        // A session of its own, and so a group of its own.
        #expect(kill(-process.pid, SIGKILL) == 0)
        #expect(process.wait() == (-1, SIGKILL))
    }

    @Test func descriptorsBeyondTheCapacityAreClosed() throws {
        var ends: [Int32] = [-1, -1]
        try #require(spinwire_socket_pair(1, &ends) == 0)
        var passed: [Int32] = [-1, -1]
        try #require(spinwire_socket_pair(0, &passed) == 0)
        let sent = [passed[0], passed[0], passed[0]]
        #expect(spinwire_send(ends[0], "x", 1, sent, 3) == 1)
        var byte: UInt8 = 0
        var received: [Int32] = [-1]
        var count: Int32 = 0
        #expect(spinwire_receive(ends[1], &byte, 1, &received, 1, &count) == 1)
        #expect(count == 1)
        close(passed[0])
        close(received[0])
        // All copies are gone only when the other end sees the end of the stream. A process that another test is just
        // starting holds copies of everything until its exec: so the end is waited for.
        var end = pollfd(fd: passed[1], events: Int16(POLLIN), revents: 0)
        #expect(poll(&end, 1, 10_000) == 1)
        #expect(read(passed[1], &byte, 1) == 0)
        // A packet that does not fit is an error, never a shorter packet.
        #expect(spinwire_send(ends[0], "xyz", 3, nil, 0) == 3)
        #expect(spinwire_receive(ends[1], &byte, 1, &received, 1, &count) == -Int(EMSGSIZE))
        for descriptor in ends + [passed[1]] { close(descriptor) }
    }
}
