import ArgumentParser
import RuntimeModel

extension JobID: @retroactive ExpressibleByArgument {
    /// Reads the 32 digits.
    public init?(argument: String) { self.init(argument) }
}
