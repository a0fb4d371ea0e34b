import CircuitModel
import Testing

@Suite struct StructureSlotsTests {
    private static let reading = RequestReading()

    private static func request(_ angle: Double) -> CircuitRequest {
        var circuit = Circuit(qubitCount: 1, clbitCount: 1)
        circuit.operands = [0]
        circuit.instructions = [
            .gate(GateOperation(.standard(.rx), operandStart: 0, parameterStart: 0)),
            .measure(qubit: 0, clbit: 0),
        ]
        circuit.parameters = [angle]
        return CircuitRequest(circuits: [circuit], options: RunOptions(shotCount: 10, seed: 1))
    }

    @Test func aHeldStructureTakesOtherNumbersLater() throws {
        var slots = StructureSlots()
        let first = Self.request(0.5).encoded(placements: [.holding(slot: 3, hash: 7)])
        let second = Self.request(0.75).encoded(placements: [.held(slot: 3, hash: 7)])
        #expect(second.count < first.count)
        #expect(
            try CircuitRequest(bytes: first, reading: Self.reading, slots: &slots) == Self.request(0.5))
        #expect(
            try CircuitRequest(bytes: second, reading: Self.reading, slots: &slots) == Self.request(0.75))
    }

    @Test func anEmptySlotIsNamed() {
        var slots = StructureSlots()
        let bytes = Self.request(0.5).encoded(placements: [.held(slot: 3, hash: 7)])
        let error = #expect(throws: CircuitFormatError.self) {
            try CircuitRequest(bytes: bytes, reading: Self.reading, slots: &slots)
        }
        #expect(error?.reason == .unknownStructure)
        #expect(error?.found == 3)
        #expect(error?.structureIndex == 0)
    }

    @Test func aSlotThatHoldsSomethingElseIsNamed() throws {
        var slots = StructureSlots()
        let first = Self.request(0.5).encoded(placements: [.holding(slot: 3, hash: 7)])
        _ = try CircuitRequest(bytes: first, reading: Self.reading, slots: &slots)
        let error = #expect(throws: CircuitFormatError.self) {
            let bytes = Self.request(0.5).encoded(placements: [.held(slot: 3, hash: 8)])
            return try CircuitRequest(bytes: bytes, reading: Self.reading, slots: &slots)
        }
        #expect(error?.reason == .unknownStructure)
        #expect(slots[3, hash: 7] != nil)
    }

    @Test func whatDoesNotFitIsNotHeld() {
        let structure = CircuitStructure(Circuit(qubitCount: 1, clbitCount: 0), parameterCount: 0)
        var slots = StructureSlots(countMax: 2, byteCountMax: 100)
        slots.hold(structure, byteCount: 60, in: 0, hash: 7)
        slots.hold(structure, byteCount: 50, in: 1, hash: 7)
        #expect(slots[0, hash: 7] != nil)
        #expect(slots[1, hash: 7] == nil)
        slots.hold(structure, byteCount: 50, in: 0, hash: 7)
        slots.hold(structure, byteCount: 50, in: 1, hash: 7)
        slots.hold(structure, byteCount: 0, in: 2, hash: 7)
        #expect(slots[1, hash: 7] != nil)
        #expect(slots[2, hash: 7] == nil)
        // Too large a one leaves its slot empty: what was there is not what the sender means any more.
        slots.hold(structure, byteCount: 200, in: 0, hash: 7)
        #expect(slots[0, hash: 7] == nil)
    }

    @Test func aTextIsReadByWhoCan() throws {
        let structure = CircuitStructure(Circuit(qubitCount: 1, clbitCount: 0), parameterCount: 0)
        let reading = RequestReading(readText: { text throws(CircuitTextError) in
            guard text == "good" else { throw CircuitTextError("Not good.", line: 2, column: 5) }
            return structure
        })
        var slots = StructureSlots()
        let request = try CircuitRequest(bytes: Self.text("good"), reading: reading, slots: &slots)
        #expect(request.structures == [structure])
        let error = #expect(throws: CircuitFormatError.self) {
            try CircuitRequest(bytes: Self.text("evil"), reading: reading, slots: &slots)
        }
        #expect(error?.reason == .unreadableText)
        #expect(error?.text?.line == 2)
        #expect(throws: CircuitFormatError.self) {
            try CircuitRequest(bytes: Self.text("good"), reading: RequestReading(), slots: &slots)
        }
    }

    /// A request without shots whose structure is a text of 4 bytes.
    private static func text(_ text: String) -> [UInt8] {
        let empty = CircuitStructure(Circuit(qubitCount: 0, clbitCount: 0), parameterCount: 0)
        let request = CircuitRequest(
            options: RunOptions(shotCount: 0, seed: 0), structures: [empty],
            runs: [CircuitRun(structureIndex: 0)])
        var bytes = request.encoded()
        // 50 bytes of header; then the byte count, kind, slot and hash, and 24 bytes of an empty circuit.
        bytes.replaceSubrange(70..<94, with: [4, 0, 0, 0] + Array(text.utf8))
        bytes[50] = 24
        bytes[54] = 2
        return bytes
    }
}
