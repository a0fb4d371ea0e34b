/// A string of Pauli matrices: X where only the x mask has a qubit's bit, Z where only the z mask has it, Y where
/// both have it.
package struct PauliMasks: Hashable, Sendable {
    package var x: Int
    package var z: Int

    package init(x: Int, z: Int) {
        self.x = x
        self.z = z
    }
}
