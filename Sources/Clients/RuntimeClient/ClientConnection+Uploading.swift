import MessageBus
import RuntimeModel
import RuntimeWire

// Chunks of a body leave in order, some before the answers to earlier ones have come. The answers say how much the
// service has; after an interruption the upload goes on there.
extension ClientConnection {
    /// Puts a body into the service's store. Returns when it is on the disk.
    ///
    /// - Throws: what the service answered; `upload.notFound` when it lost the upload too often meanwhile.
    func put(
        _ source: BodySource, named reference: BodyReference, inChunksOf chunkByteCount: Int
    ) async throws(RuntimeError) {
        guard reference.byteCount > 0 else { return }
        let id = self.nextUpload
        self.nextUpload += 1
        let result = await withCheckedContinuation { done in
            let upload = BodyUpload(
                id, source, named: reference, chunkByteCount: chunkByteCount, done: done)
            self.uploads[id] = upload
            self.fillWindow(of: upload)
        }
        self.uploads[id] = nil
        try result.get()
    }

    private func fillWindow(of upload: BodyUpload) {
        while !upload.isOver, !upload.goesBack, upload.outstandingCount < BodyUpload.windowCount,
            upload.nextOffset < upload.reference.byteCount
        {
            let offset = upload.nextOffset
            let count = min(upload.chunkByteCount, upload.reference.byteCount - offset)
            do {
                let put = BodyPut(
                    hash: upload.reference.hashText, byteCount: upload.reference.byteCount, offset: offset)
                let frames = [try WireJSON.encode(put), try upload.source.read(at: offset, byteCount: count)]
                upload.nextOffset += count
                upload.outstandingCount += 1
                let header = MessageHeader(.bodyPut, contentType: .json)
                let id = upload.id
                self.ask(header, frames: frames, on: .bodies, within: self.limits.bodyChunkDuration) {
                    $0.answered(id, $1)
                }
            } catch {
                upload.finish(.failure(error))
            }
        }
    }

    private func answered(_ id: UInt64, _ result: Result<Message, RuntimeError>) {
        guard let upload = self.uploads[id], !upload.isOver else { return }
        upload.outstandingCount -= 1
        do throws(RuntimeError) {
            let received = try result.get().json(as: BodyProgress.self).received
            upload.received = max(upload.received, received)
            upload.nextOffset = max(upload.nextOffset, min(received, upload.reference.byteCount))
            // All of it at once when the service has it already.
            if received >= upload.reference.byteCount { return upload.finish(.success(())) }
        } catch {
            self.refused(upload, error)
        }
        guard upload.goesBack, upload.outstandingCount == 0 else { return self.fillWindow(of: upload) }
        _ = self.loop.schedule(after: self.limits.busyPause) {
            self.assumeIsolated { connection in
                guard let upload = connection.uploads[id] else { return }
                upload.goesBack = false
                upload.nextOffset = upload.received
                connection.fillWindow(of: upload)
            }
        }
    }

    private func refused(_ upload: BodyUpload, _ error: RuntimeError) {
        let isToBeginAgain = error.code == .uploadNotFound || error.code == .bodyCorrupt
        if isToBeginAgain, !upload.goesBack {
            // A service that was started anew, or gave up what stood still, has none of it.
            upload.received = 0
            upload.restartCount += 1
        } else if error.code != .queueFull, !isToBeginAgain {
            return upload.finish(.failure(error))
        }
        guard upload.restartCount <= self.limits.uploadRetryCountMax else {
            return upload.finish(.failure(error))
        }
        upload.goesBack = true
    }
}
