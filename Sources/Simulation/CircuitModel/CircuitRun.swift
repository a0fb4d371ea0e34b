/// One run of a structure: the numbers it takes.
package struct CircuitRun: Equatable, Sendable {
    /// Among the request's structures.
    package var structureIndex: Int
    /// Radians, in addition to what the structure itself has.
    package var globalPhase: Double
    /// As many as the structure's ``CircuitStructure/numberCount``.
    package var numbers: [Double]

    package init(structureIndex: Int, globalPhase: Double = 0, numbers: [Double] = []) {
        self.structureIndex = structureIndex
        self.globalPhase = globalPhase
        self.numbers = numbers
    }
}
