public import ArgumentParser
public import RuntimeModel

extension JobID: ExpressibleByArgument {
    /// Reads the 32 digits.
    public init?(argument: String) { self.init(argument) }
}
