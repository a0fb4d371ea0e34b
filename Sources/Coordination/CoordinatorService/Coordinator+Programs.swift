import ContentHashing
import CoordinatorCore
import JobStore
import MessageBus
import RuntimeModel
import RuntimeWire

extension Coordinator {
    func programUpload(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        try self.requireUploader(address.account)
        try self.checkMetadataLength(of: message)
        let upload = try message.json(as: ProgramUpload.self)
        let key = try self.key(upload.idempotencyKey, of: message)
        var metadata = try MetadataCheck.read(
            upload.metadata, environments: self.configuration.environments, limits: self.limits)
        try self.checkEnvironment(metadata.environment)
        let isPublic = metadata.isPublic ?? false
        if isPublic { try self.requirePublisher(address.account) }
        // The row says who may see it.
        metadata.isPublic = nil
        let time = self.loop.timestamp
        var row = StoredProgram(
            id: self.makeProgramID(name: metadata.name), version: 1, owner: address.account,
            isPublic: isPublic, metadata: try WireJSON.encode(metadata),
            source: StoredPayload(form: .inline, contentType: .text, bytes: []), sourceByteCount: 0,
            sourceHash: [], createdAt: time, updatedAt: time)
        try self.takeSource(of: message, into: &row)
        if row.source.form == .inline {
            return try self.makeDurable(row, adding: row.sourceByteCount, key: key, from: address)
        }
        let stored = row
        self.enqueue(for: address) { coordinator in
            let added = try await coordinator.requireBody(stored.source, for: stored.owner)
            try coordinator.makeDurable(stored, adding: added, key: key, from: address)
        }
    }

    func programUpdate(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        try self.requireUploader(address.account)
        try self.checkMetadataLength(of: message)
        let update = try message.json(as: ProgramUpdate.self)
        let key = try self.key(update.idempotencyKey, of: message)
        self.enqueue(for: address) { coordinator in
            let head = try await coordinator.program(update.programID, for: address.account)
            try coordinator.requireOwner(of: head, address.account)
            var metadata = try MetadataCheck.read(
                MetadataCheck.merge(update.metadata, into: head.metadata),
                environments: coordinator.configuration.environments, limits: coordinator.limits)
            try coordinator.checkEnvironment(metadata.environment)
            let isPublic = metadata.isPublic ?? head.row.isPublic
            if isPublic, !head.row.isPublic { try coordinator.requirePublisher(address.account) }
            metadata.isPublic = nil
            var row = head.row
            row.version = max(head.row.version, coordinator.reservedVersions[row.id] ?? 0) + 1
            row.isPublic = isPublic
            row.metadata = try WireJSON.encode(metadata)
            row.updatedAt = coordinator.loop.timestamp
            var added = row.sourceByteCount
            if message.frames.count > 1 {
                try coordinator.takeSource(of: message, into: &row)
                added = try await coordinator.requireBody(row.source, for: row.owner)
            }
            try coordinator.makeDurable(
                row, adding: added, key: key, from: address,
                isPublic: isPublic == head.row.isPublic ? nil : isPublic)
        }
    }

    /// Puts the body frame of an upload or update into a row.
    private func takeSource(of message: Message, into row: inout StoredProgram) throws(RuntimeError) {
        let source = try message.body()
        row.sourceByteCount = try self.payloadByteCount(
            of: source, form: message.header.bodyForm, limit: self.limits.sourceByteCountMax,
            named: "source_byte_count_max")
        row.source = StoredPayload(form: message.header.bodyForm, contentType: .text, bytes: source)
        row.sourceHash =
            message.header.bodyForm == .reference
            ? Array(source.prefix(BodyReference.hashByteCount)) : ContentHash.sha256(source)
    }

    /// Makes a version durable, and answers once it is.
    ///
    /// - Parameters:
    ///   - addedByteCount: how much more is kept for its owner than without it.
    ///   - isPublic: whether every account may see it from now on, if that changes.
    private func makeDurable(
        _ row: StoredProgram, adding addedByteCount: Int, key: CommandKey, from address: ReplyAddress,
        isPublic: Bool? = nil
    ) throws(RuntimeError) {
        let head = try ProgramHead(row: row)
        let version = ProgramVersion(programID: row.id, version: row.version)
        let claim = IdempotencyClaim(
            account: address.account, key: key.text, request: key.request,
            answer: try WireJSON.encode(version),
            claimedAt: row.updatedAt)
        var writes = [StoreWrite.insertProgram(row)]
        if let isPublic {
            writes.append(.setProgramVisibility(row.id, isPublic: isPublic, sharedWith: nil))
        }
        let transaction = StoreTransaction(claim: claim, writes: writes)
        try self.withinQuotas(of: address, key: key) { coordinator throws(RuntimeError) in
            // What is kept counts for the owner, also when an administrator changes it.
            try coordinator.requireRoom(for: addedByteCount, of: row.owner)
            if row.version > 1 { coordinator.reservedVersions[row.id] = row.version }
            coordinator.submit(
                transaction, for: address,
                charge: StorageCharge(account: row.owner, byteCount: row.sourceByteCount),
                onRepeat: { coordinator, earlier in
                    // The number was not used: the next update is to take it, or it would leave a hole.
                    coordinator.reservedVersions[row.id] = nil
                    coordinator.repeatAnswer(earlier, to: address)
                }
            ) { coordinator in
                // Only a committed version may be pinned by a job.
                if row.version >= coordinator.programs[row.id]?.row.version ?? 0 {
                    coordinator.remember(head)
                }
                if coordinator.reservedVersions[row.id] == row.version {
                    coordinator.reservedVersions[row.id] = nil
                }
                coordinator.reply(version, to: address)
            }
        }
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
            if wish.isPublic == true, !head.row.isPublic { try coordinator.requirePublisher(address.account) }
            try coordinator.checkAccounts(wish.sharedWith ?? [])
            let write = StoreWrite.setProgramVisibility(
                wish.programID, isPublic: wish.isPublic, sharedWith: wish.sharedWith)
            coordinator.submit(StoreTransaction(writes: [write]), for: address) { coordinator in
                coordinator.programs[wish.programID] = nil
                coordinator.programEpoch += 1
                coordinator.reply(NoContent(), to: address)
            }
        }
    }

    func programList(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        let wish = try message.json(as: ProgramListing.self)
        let (limit, offset) = try Self.page(limit: wish.limit, offset: wish.offset)
        let filter = ProgramFilter(
            visibleTo: self.isAdministrator(address.account) ? nil : address.account, name: wish.name,
            owner: wish.owner, isPublic: wish.isPublic, words: try self.searchWords(of: wish.search ?? ""),
            limit: limit, offset: offset)
        self.enqueue(for: address) { coordinator in
            coordinator.reply(try await coordinator.store.programs(filter), to: address)
        }
    }

    func programHistory(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        let wish = try message.json(as: ProgramHistory.self)
        let (limit, offset) = try Self.page(limit: wish.limit, offset: wish.offset)
        self.enqueue(for: address) { coordinator in
            _ = try await coordinator.program(wish.programID, for: address.account)
            let found = try await coordinator.store.programVersions(
                wish.programID, limit: limit, offset: offset)
            coordinator.reply(found, to: address)
        }
    }

    private func reply(_ found: (rows: [StoredProgram], count: Int), to address: ReplyAddress) {
        do throws(RuntimeError) {
            var rows: [ProgramSummary] = []
            for row in found.rows {
                rows.append(self.summary(of: try ProgramHead(row: row), for: address.account))
            }
            let count = try self.countThatFits(rows)
            self.reply(
                ProgramList(programs: Array(rows.prefix(count)), count: found.count), to: address)
        } catch {
            self.refuse(error, to: address)
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
            let maySeeSource = coordinator.owns(address.account, head)
            let header = MessageHeader(.reply, bodyForm: head.row.source.form)
            coordinator.reply(
                coordinator.summary(of: head, for: address.account),
                bodies: maySeeSource ? [head.row.source.bytes] : [], header: header, to: address)
        }
    }

    func remember(_ head: ProgramHead) {
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
