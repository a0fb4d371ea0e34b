import MessageBus

/// What the loop watches for one child. An entry is present while it is watched.
struct ProgramWatches {
    var channel: (any DescriptorWatch)?
    var output: (any DescriptorWatch)?
    var error: (any DescriptorWatch)?
    var leader: (any DescriptorWatch)?

    mutating func cancelAll() {
        for watch in [self.channel, self.output, self.error, self.leader] { watch?.cancel() }
        self = Self()
    }
}
