import CircuitModel

extension CircuitReply {
    /// Without what differs from run to run.
    var withoutTimes: CircuitReply {
        var reply = self
        reply.decodeNanoseconds = 0
        for index in reply.outcomes.indices {
            reply.outcomes[index].report?.planNanoseconds = 0
            reply.outcomes[index].report?.runNanoseconds = 0
            reply.outcomes[index].report?.sampleNanoseconds = 0
        }
        return reply
    }
}
