/// What a message is: the first byte of its header. A number is never used for another meaning.
package enum MessageKind: UInt8, Sendable, CaseIterable {
    // Commands, client → coordinator.
    case programUpload = 0x01
    case programUpdate = 0x02
    case programDelete = 0x03
    case programList = 0x04
    case programGet = 0x05
    case programSetVisibility = 0x06
    case programHistory = 0x07
    case jobRun = 0x10
    case jobCancel = 0x11
    case jobGet = 0x12
    case jobList = 0x13
    case jobResult = 0x14
    case jobDelete = 0x15
    case jobTag = 0x16
    case jobRunBatch = 0x17
    case timelineRead = 0x18
    case timelineLast = 0x19
    case feedOpen = 0x1A
    case feedRenew = 0x1B
    case feedClose = 0x1C
    case jobAwait = 0x1D
    case backendList = 0x20
    case backendGet = 0x21
    case environmentList = 0x22
    case accountCreate = 0x28
    case accountList = 0x29
    case accountDelete = 0x2A
    case accountUpdate = 0x2B
    case accountRenewToken = 0x2E
    case serviceStatus = 0x2C
    case serviceHello = 0x2D
    case bodyPut = 0x30
    case bodyGet = 0x31
    case sessionOpen = 0x38
    case sessionClose = 0x39
    case sessionGet = 0x3A
    case sessionList = 0x3B

    // Answers, coordinator → client or worker.
    case reply = 0x40
    case error = 0x41

    // Workers, both ways.
    case register = 0x50
    case registered = 0x51
    case heartbeat = 0x52
    case heartbeatAnswer = 0x53
    case lease = 0x54
    case stop = 0x55
    case report = 0x56
    case reportAnswer = 0x57
    case drain = 0x58
    case unknownWorker = 0x59
    case sessionEnded = 0x5A

    // Events, coordinator → subscribers; and reports, inside `report`.
    case status = 0x60
    case interim = 0x61
    case log = 0x62
    case metric = 0x63
    case result = 0x64
    case subscribed = 0x65
    case outcome = 0x66
    case progress = 0x67
    case checkpoint = 0x68

    // Circuits, program → simulator and back.
    case circuitRun = 0x70
    case circuitResult = 0x71
    case circuitError = 0x72
    case circuitCancel = 0x73
}
