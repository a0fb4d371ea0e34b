import JobStore
import MessageBus
import RuntimeModel
import RuntimeWire

extension Coordinator {
    func programUpload(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        try self.checkMetadataLength(of: message)
        let upload = try message.json(as: ProgramUpload.self)
        try self.checkIdempotencyKey(upload.idempotencyKey)
        let metadata = try MetadataCheck.read(
            upload.metadata, limits: self.limits)
        try self.checkEnvironment(metadata.environment)
        let source = try message.body()
        let byteCount = try self.payloadByteCount(of: source, form: message.header.bodyForm)
        let time = self.loop.timestamp
        let row = StoredProgram(
            id: self.makeProgramID(name: metadata.name), version: 1, owner: address.account,
            isPublic: metadata.isPublic ?? false, metadata: try WireJSON.encode(metadata),
            source: StoredPayload(form: message.header.bodyForm, contentType: .text, bytes: source),
            sourceByteCount: byteCount, createdAt: time, updatedAt: time)
        try self.makeDurable(row, key: upload.idempotencyKey, from: address)
    }

    func programUpdate(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        try self.checkMetadataLength(of: message)
        let update = try message.json(as: ProgramUpdate.self)
        try self.checkIdempotencyKey(update.idempotencyKey)
        self.enqueue(for: address) { coordinator in
            let head = try await coordinator.program(update.programID, for: address.account)
            try coordinator.requireOwner(of: head, address.account)
            let metadata = try MetadataCheck.read(
                MetadataCheck.merge(update.metadata, into: head.metadata),
                limits: coordinator.limits)
            try coordinator.checkEnvironment(metadata.environment)
            var row = head.row
            row.version = max(head.row.version, coordinator.reservedVersions[row.id] ?? 0) + 1
            row.metadata = try WireJSON.encode(metadata)
            row.updatedAt = coordinator.loop.timestamp
            if message.frames.count > 1 {
                let source = try message.body()
                row.sourceByteCount = try coordinator.payloadByteCount(
                    of: source, form: message.header.bodyForm)
                row.source = StoredPayload(form: message.header.bodyForm, contentType: .text, bytes: source)
            }
            coordinator.reservedVersions[row.id] = row.version
            try coordinator.makeDurable(row, key: update.idempotencyKey, from: address)
        }
    }

    /// Makes a version durable, and answers once it is.
    private func makeDurable(_ row: StoredProgram, key: String, from address: ReplyAddress)
        throws(RuntimeError)
    {
        let head = try ProgramHead(row: row)
        let version = ProgramVersion(programID: row.id, version: row.version)
        let claim = IdempotencyClaim(account: address.account, key: key, answer: try WireJSON.encode(version))
        self.submit(
            StoreTransaction(claim: claim, writes: [.insertProgram(row)]), for: address,
            onRepeat: { coordinator, answer in
                // The number was not used: the next update is to take it, or it would leave a hole.
                coordinator.reservedVersions[row.id] = nil
                coordinator.repeatAnswer(answer, to: address)
            }
        ) { coordinator in
            // Only a committed version may be pinned by a job.
            if row.version >= coordinator.programs[row.id]?.row.version ?? 0 { coordinator.remember(head) }
            if coordinator.reservedVersions[row.id] == row.version {
                coordinator.reservedVersions[row.id] = nil
            }
            coordinator.reply(version, to: address)
        }
    }

    /// Sends the first answer again.
    func repeatAnswer(_ answer: [UInt8], to address: ReplyAddress) {
        let header = MessageHeader(.reply, contentType: .json, sequence: address.correlation)
        self.send(Message(header, frames: [answer]), to: address)
    }

    func programDelete(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        let name = try message.json(as: ProgramName.self)
        self.enqueue(for: address) { coordinator in
            let head = try await coordinator.program(name.programID, for: address.account)
            try coordinator.requireOwner(of: head, address.account)
            coordinator.programs[name.programID] = nil
            coordinator.submit(StoreTransaction(writes: [.deleteProgram(name.programID)]), for: address) {
                coordinator in
                coordinator.programs[name.programID] = nil
                coordinator.programEpoch += 1
                coordinator.reply(NoContent(), to: address)
            }
        }
    }

    func programSetVisibility(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        let wish = try message.json(as: ProgramVisibility.self)
        self.enqueue(for: address) { coordinator in
            let head = try await coordinator.program(wish.programID, for: address.account)
            try coordinator.requireOwner(of: head, address.account)
            let write = StoreWrite.setProgramVisibility(wish.programID, isPublic: wish.isPublic)
            coordinator.submit(StoreTransaction(writes: [write]), for: address) { coordinator in
                coordinator.programs[wish.programID] = nil
                coordinator.programEpoch += 1
                coordinator.reply(NoContent(), to: address)
            }
        }
    }

    func programList(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        let page = try message.json(as: Page.self)
        let (limit, offset) = Self.page(limit: page.limit, offset: page.offset)
        let visibleTo = self.isAdministrator(address.account) ? nil : address.account
        self.enqueue(for: address) { coordinator in
            let found = try await coordinator.store.programs(
                visibleTo: visibleTo, limit: limit, offset: offset)
            let rows = try found.rows.map { try ProgramHead(row: $0).summary }
            coordinator.reply(ProgramList(programs: rows, count: found.count), to: address)
        }
    }

    func programGet(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        let name = try message.json(as: ProgramName.self)
        self.enqueue(for: address) { coordinator in
            var head = try await coordinator.program(name.programID, for: address.account)
            if let version = name.version, version != head.row.version {
                guard
                    let row = try await coordinator.store.program(
                        name.programID, version: version, includingDeleted: false)
                else { throw Self.noSuchProgram(name.programID) }
                head = try ProgramHead(row: row)
            }
            let maySeeSource =
                head.row.owner == address.account || coordinator.isAdministrator(address.account)
            let header = MessageHeader(.reply, bodyForm: head.row.source.form)
            coordinator.reply(
                head.summary, bodies: maySeeSource ? [head.row.source.bytes] : [], header: header, to: address
            )
        }
    }

    // MARK: - What commands about programs share

    /// The newest version of a program that an account may see.
    ///
    /// - Throws: `program.notFound`, also for programs of others: who may not see it does not learn that it is there.
    func program(_ id: ProgramID, for account: AccountID) async throws(RuntimeError) -> ProgramHead {
        let head: ProgramHead
        if let known = self.programs[id] {
            head = known
        } else {
            let epoch = self.programEpoch
            guard let row = try await self.store.program(id, version: nil, includingDeleted: false) else {
                throw Self.noSuchProgram(id)
            }
            head = try ProgramHead(row: row)
            if self.programs[id] == nil, epoch == self.programEpoch { self.remember(head) }
        }
        guard head.isVisible(to: account, administrator: self.isAdministrator(account)) else {
            throw Self.noSuchProgram(id)
        }
        return head
    }

    static func noSuchProgram(_ id: ProgramID) -> RuntimeError {
        RuntimeError(
            .programNotFound, "There is no such program, or it is not yours to see.",
            context: ["program_id": id.rawValue])
    }

    private func requireOwner(of head: ProgramHead, _ account: AccountID) throws(RuntimeError) {
        guard head.row.owner == account || self.isAdministrator(account) else {
            throw RuntimeError(.notAllowed, "Only the program's owner may change it.")
        }
    }

    func checkEnvironment(_ name: String?) throws(RuntimeError) {
        guard let name, !self.configuration.environments.contains(name) else { return }
        throw RuntimeError(
            .environmentNotFound, "There is no program environment of that name.",
            context: ["known": self.configuration.environments.joined(separator: " ")])
    }

    private func checkMetadataLength(of message: Message) throws(RuntimeError) {
        guard message.frames.first?.count ?? 0 <= self.limits.metadataByteCountMax else {
            throw RuntimeError(
                .payloadTooLarge, "The metadata is longer than it may be.",
                context: ["limit": "\(self.limits.metadataByteCountMax)"])
        }
    }

    private func remember(_ head: ProgramHead) {
        if self.programs.count >= self.limits.cachedProgramCountMax, self.programs[head.row.id] == nil,
            let other = self.programs.keys.first
        {
            self.programs[other] = nil
        }
        self.programs[head.row.id] = head
    }

    /// The program's name in lower-case letters, digits and hyphens, and ten random characters.
    private func makeProgramID(name: String) -> ProgramID {
        var slug = ""
        for scalar in name.lowercased().unicodeScalars {
            if ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) {
                slug.unicodeScalars.append(scalar)
            } else if !slug.isEmpty, slug.last != "-" {
                slug.append("-")
            }
            if slug.utf8.count >= 48 { break }
        }
        while slug.last == "-" { slug.removeLast() }
        let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
        var bits = self.loop.randomBits()
        var suffix = ""
        for _ in 0..<10 {
            suffix.append(alphabet[Int(bits % 62)])
            bits /= 62
        }
        return ProgramID((slug.isEmpty ? "program" : slug) + "-" + suffix)
    }
}
