public import ArgumentParser
public import RuntimeModel
public import RuntimeWire

extension JobOrder: ExpressibleByArgument {}

extension JobID: ExpressibleByArgument {
    /// Reads the 32 digits.
    public init?(argument: String) { self.init(argument) }
}
