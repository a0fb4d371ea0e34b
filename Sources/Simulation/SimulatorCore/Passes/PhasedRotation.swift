/// Where a bit is 1 the factors of each other bit that is 1, then a one-qubit matrix on the bit.
package struct PhasedRotation: Sendable {
    package var bit: Int
    package var rotation: Rotation
    package var factors: [PlanFactor]
}
