import ArgumentParser
import RuntimeModel

extension JobID: @retroactive ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
