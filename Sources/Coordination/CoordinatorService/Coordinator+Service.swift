import CoordinatorCore
import JobStore
import MessageBus
import RuntimeModel
import RuntimeWire

extension Coordinator {
    func serviceHello(role: AccountRole, from address: ReplyAddress) {
        let hello = ServiceHello(
            version: self.configuration.version, account: address.account, role: role,
            eventsEndpoint: (self.eventsEndpoint ?? self.configuration.eventsEndpoint).address,
            bodiesEndpoint: (self.bodies?.endpoint ?? self.configuration.bodiesEndpoint).address,
            frameByteCountMax: self.limits.sockets.frameByteCountMax,
            bodyByteCountMax: self.limits.bodyByteCountMax,
            inlineEventByteCountMax: self.limits.inlineEventByteCountMax)
        self.reply(hello, to: address)
    }

    func serviceStatus(from address: ReplyAddress) {
        let uptime = (self.loop.now - self.startedAt).components
        let workers = self.workers.values.sorted { $0.holder.worker.rawValue < $1.holder.worker.rawValue }.map
        {
            WorkerSummary(
                workerID: $0.holder.worker, role: $0.role, slots: $0.registration.slots,
                running: self.leases.count(of: $0.holder), isDraining: $0.isDraining,
                processID: $0.registration.processID)
        }
        let status = ServiceStatus(
            version: self.configuration.version,
            uptimeSeconds: Double(uptime.seconds) + Double(uptime.attoseconds) / 1e18,
            queuedJobCount: self.queue.count, runningJobCount: workers.reduce(0) { $0 + $1.running },
            commitCount: self.commitCount,
            droppedMessageCount: self.droppedMessageCount + (self.commands?.droppedMessageCount ?? 0)
                + (self.bodies?.droppedMessageCount ?? 0) + (self.workersRouter?.droppedMessageCount ?? 0),
            synchronous: self.synchronousLevel, workers: workers)
        self.reply(status, to: address)
    }

    func backendList(from address: ReplyAddress) {
        let rows = self.configuration.backends.map { self.status(of: $0) }
        self.reply(BackendList(backends: rows), to: address)
    }

    func backendGet(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        let name = try message.json(as: BackendName.self).name
        guard let device = self.configuration.backend(named: name) else {
            throw RuntimeError(
                .backendNotFound, "There is no backend of that name.", context: ["backend": name])
        }
        self.reply(self.status(of: device), to: address)
    }

    func environmentList(from address: ReplyAddress) {
        let executors = self.workers.values.filter { $0.role == .executor && !$0.isDraining }
        let rows = self.configuration.environments.enumerated().map { place, name in
            EnvironmentStatus(
                name: name, isDefault: place == 0,
                executorCount: executors.count { $0.registration.environments.contains(name) },
                packages: self.configuration.environmentPackages[name] ?? [:])
        }
        self.reply(EnvironmentList(environments: rows), to: address)
    }

    /// What a run says that leaves the choice of a backend to the service.
    static let leastBusyName = "least_busy"

    /// The backend with the fewest jobs that wait for it or run next to it, the first of the topology among equals.
    func leastBusyBackend(where isSuitable: (DeviceDescriptor) -> Bool) -> DeviceDescriptor? {
        self.configuration.backends.filter(isSuitable).map { self.status(of: $0) }
            .filter(\.operational)
            .min { $0.pendingJobCount < $1.pendingJobCount }?.device
    }

    private func status(of device: DeviceDescriptor) -> BackendStatus {
        let simulators = self.workers.values.count {
            $0.role == .simulator && $0.registration.backends.contains(device.name)
        }
        let running = self.workers.values.flatMap { self.leases.attempts(of: $0.holder) }
            .count { self.jobs[$0.job]?.row.backend == device.name }
        return BackendStatus(
            device: device, operational: simulators > 0, simulatorCount: simulators,
            pendingJobCount: self.queue.count(forBackend: device.name) + running)
    }
}
