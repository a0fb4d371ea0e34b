import CircuitModel
import Testing

@Suite struct CircuitRequestTests {
    @Test func aRequestSurvivesItsPackedForm() throws {
        let request = SampleRequest.request
        #expect(try CircuitRequest(bytes: request.encoded(), limits: CircuitLimits()) == request)
    }

    @Test func everyTruncationIsAnErrorAndNeverATrap() {
        let bytes = SampleRequest.request.encoded()
        for count in 0..<bytes.count {
            #expect(throws: CircuitFormatError.self) {
                try CircuitRequest(bytes: Array(bytes.prefix(count)), limits: CircuitLimits())
            }
        }
        #expect(throws: CircuitFormatError.self) {
            try CircuitRequest(bytes: bytes + [0], limits: CircuitLimits())
        }
    }

    /// Goal: no bytes whatever trap, and what decodes encodes to bytes that say the same.
    /// Method: a valid request with seeded damage; the seed is the argument.
    @Test(arguments: UInt64(0)..<3000)
    func damagedBytesAreRefusedOrReadAsWhatTheySay(seed: UInt64) {
        var random = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        func next(_ bound: Int) -> Int {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(random >> 33) % bound
        }
        var bytes = SampleRequest.request.encoded()
        for _ in 0...next(3) {
            let offset = next(bytes.count)
            switch next(3) {
            case 0: bytes[offset] = UInt8(next(256))
            case 1: bytes[offset] ^= UInt8(1 << next(8))
            default: bytes[offset] = next(2) == 0 ? 0xFF : 0
            }
        }
        guard let request = try? CircuitRequest(bytes: bytes, limits: CircuitLimits()) else { return }
        // The slots are not part of what was read.
        let again = request.encoded()
        #expect(again.count == bytes.count)
        #expect(throws: Never.self) {
            try #expect(CircuitRequest(bytes: again, limits: CircuitLimits()) == request)
        }
    }

    @Test(arguments: [
        (0, 0x41 as UInt8, CircuitFormatError.Reason.wrongMagic, "magic"),
        (4, 1, .unknownVersion, "version"),
        (6, 3, .reservedNotZero, "flags"),
        (11, 0x7F, .tooManyShots, "shots"),
        (20, 6, .badValue, "method"),
        (21, 2, .badValue, "precision"),
        (22, 3, .badValue, "noise"),
        (22, 0, .badValue, "noise model"),
        (23, 1, .reservedNotZero, "reserved"),
        (35, 0xBF, .badValue, "truncation"),
        (38, 0xFF, .badValue, "backend"),
    ])
    func aBadHeaderIsNamedByField(offset: Int, value: UInt8, reason: CircuitFormatError.Reason, field: String)
    {
        var bytes = SampleRequest.request.encoded()
        bytes[offset] = value
        let error = #expect(throws: CircuitFormatError.self) {
            try CircuitRequest(bytes: bytes, limits: CircuitLimits())
        }
        #expect(error?.reason == reason)
        #expect(error?.field == field)
        #expect(error?.circuitIndex == nil)
    }

    @Test func limitsAreNamedWithWhatWasFound() {
        self.expect(.tooManyShots, found: 7, limit: 6) { $0.shotCountMax = 6 }
        self.expect(.tooManyCircuits, found: 3, limit: 2) { $0.circuitCountMax = 2 }
        self.expect(.overLimit, found: 4, limit: 3) { $0.declaredQubitCountMax = 3 }
        self.expect(.overLimit, found: 40, limit: 39) { $0.clbitCountMax = 39 }
        self.expect(.overLimit, found: 4, limit: 3) { $0.variableCountMax = 3 }
        self.expect(.overLimit, found: 2, limit: 1) { $0.nestingDepthMax = 1 }
        self.expect(.overLimit, found: 2, limit: 1) { $0.addedControlCountMax = 1 }
        self.expect(.overLimit, found: 3, limit: 2) { $0.expressionDepthMax = 2 }
        self.expect(.overLimit, found: 2, limit: 1) { $0.savedAmplitudeCountMax = 1 }
        self.expect(.overLimit, found: 2, limit: 1) { $0.savedQubitCountMax = 1 }
        self.expect(.overLimit, found: 2, limit: 1) { $0.observableTermCountMax = 1 }
        self.expect(.overLimit, found: nil, limit: 9) { $0.instructionCountMax = 9 }
        let byteCount = SampleRequest.request.encoded().count
        self.expect(.overLimit, found: byteCount, limit: byteCount - 1) {
            $0.requestByteCountMax = byteCount - 1
        }
    }

    @Test(arguments: [
        ([34, 4] as [UInt32], CircuitFormatError.Reason.indexOutOfRange),
        ([80, 1, 1], .repeatedOperand),
        ([5, 1, 1, 2, 34, 2], .repeatedOperand),
        ([5, 1, 2, 2, 34, 0], .badValue),
        ([5, 0, 0, 34, 0], .badValue),
        ([5, 1, 1, 2, 1, 0, 0], .unknownOpcode),
        ([0], .unknownOpcode),
        ([104, 0], .unknownOpcode),
        ([65_570, 0], .unknownOpcode),
        ([1, 0, 2], .indexOutOfRange),
        ([45, 0], .truncated),
        ([6, 9, 0], .overLimit),
        ([4, 0, 1, 0, 1, 5, 0], .truncated),
        ([4, 0, 1, 0, 1, 1, 0, 34, 0], .truncated),
        ([4, 0, 1, 0, 2, 0, 0], .badValue),
        ([4, 3, 1, 0, 1, 0, 0], .badValue),
        ([4, 2, 1, 0x102, 0, 0], .wrongType),
        ([4, 2, 2, 0x103, 0x002, 0, 0], .badValue),
        ([4, 2, 1, 0x007, 0, 0], .badValue),
        ([4, 2, 1, 0x200, 0, 0], .indexOutOfRange),
        ([4, 2, 2, 0x000, 0x00B, 0, 0], .unknownOpcode),
        ([4, 2, 3, 0x002, 0x002, 0xE08, 0, 0], .wrongType),
        ([15, 0, 0, 3, 0x10304, 8, 0], .badValue),
        ([15, 0, 0, 3, 0x10404, 15, 0], .wrongType),
        ([15, 0, 2, 1, 0x003], .indexOutOfRange),
        ([15, 2, 2, 0, 0, 3, 0x10204, 1, 0], .repeatedOperand),
        ([15, 3, 0, 1, 0x003], .badValue),
        ([13], .badValue),
        ([10, 1, 0, 0, 1, 0, 2, 0, 0], .wrongType),
        ([10, 0, 0, 0, 1, 0, 0, 0x8000_0000, 0], .badValue),
        ([10, 0, 0, 0, 1, 0, 2, 0, 1], .truncated),
        ([11, 9], .overLimit),
        ([12, 1, 0x003, 0], .wrongType),
        ([12, 1, 0x102, 2, 1, 0, 0, 0, 0, 0], .badValue),
        ([9, 0, 1, 0, 1, 2, 16, 0], .badValue),
        ([16, 1, 1, 16, 0], .indexOutOfRange),
        ([16, 2, 2, 1, 1], .repeatedOperand),
        ([16, 6], .unknownOpcode),
        ([16, 5, 0, 1, 1, 4], .badValue),
        ([16, 5, 0, 1, 2, 5, 6], .repeatedOperand),
        ([16, 5, 0, 1, 0], .truncated),
        ([8, 0], .truncated),
        ([34], .truncated),
    ])
    func badInstructionsAreNamed(words: [UInt32], reason: CircuitFormatError.Reason) {
        let bytes = Self.request(words: words, parameters: [])
        let error = #expect(throws: CircuitFormatError.self) {
            try CircuitRequest(bytes: bytes, limits: CircuitLimits())
        }
        #expect(error?.reason == reason)
        #expect(error?.structureIndex == 0)
    }

    @Test(arguments: [
        ([45, 0] as [UInt32], [Double.nan], CircuitFormatError.Reason.notFinite),
        ([45, 0], [Double.infinity], .notFinite),
        ([34, 0], [1.0], .leftOver),
        ([6, 1, 0], [0.6, 0, 0.6, 0, 0.8, 0, 0.8, 0], .notUnitary),
        ([7, 1, 0], [1, 0, 0.5, 0], .notUnitary),
        ([7, 1, 0], [1, 0, 1e200, 1e200], .notUnitary),
        ([6, 1, 0], [1, 0, 1, 0, 0, 0, 1, 0], .notUnitary),
    ])
    func badParametersAreNamed(words: [UInt32], parameters: [Double], reason: CircuitFormatError.Reason) {
        let bytes = Self.request(words: words, parameters: parameters)
        let error = #expect(throws: CircuitFormatError.self) {
            try CircuitRequest(bytes: bytes, limits: CircuitLimits())
        }
        #expect(error?.reason == reason)
    }

    @Test func theGateWithABadNumberIsNamed() throws {
        var circuit = Circuit(qubitCount: 3, clbitCount: 1)
        circuit.operands = [0, 2, 1]
        circuit.parameters = [0.5, .nan]
        circuit.instructions = [
            .gate(GateOperation(.standard(.rx), operandStart: 0, parameterStart: 0)),
            .gate(GateOperation(.standard(.rzz), operandStart: 1, parameterStart: 1)),
        ]
        let bytes = CircuitRequest(circuits: [circuit], options: RunOptions(shotCount: 1, seed: 1)).encoded()
        let error = #expect(throws: CircuitFormatError.self) {
            try CircuitRequest(bytes: bytes, limits: CircuitLimits())
        }
        #expect(error?.gate?.instructionIndex == 1)
        #expect(error?.gate?.qubits == [2, 1])
        #expect(error?.circuitIndex == 0)
    }

    @Test func shotsAreNeededOnlyWhereSomethingIsMeasured() throws {
        var idle = Circuit(qubitCount: 1, clbitCount: 1)
        idle.instructions = [.save(.stateVector)]
        var options = RunOptions(shotCount: 0, seed: 1)
        let bytes = CircuitRequest(circuits: [idle], options: options).encoded()
        #expect(try CircuitRequest(bytes: bytes, limits: CircuitLimits()).options.shotCount == 0)
        idle.instructions = [.measure(qubit: 0, clbit: 0)]
        let measured = CircuitRequest(circuits: [idle], options: options).encoded()
        let error = #expect(throws: CircuitFormatError.self) {
            try CircuitRequest(bytes: measured, limits: CircuitLimits())
        }
        #expect(error?.field == "shots")
        options.shotCount = 1
        let shot = CircuitRequest(circuits: [idle], options: options).encoded()
        #expect(throws: Never.self) { try CircuitRequest(bytes: shot, limits: CircuitLimits()) }
    }

    private func expect(
        _ reason: CircuitFormatError.Reason, found: Int?, limit: Int,
        sourceLocation: SourceLocation = #_sourceLocation, _ tighten: (inout CircuitLimits) -> Void
    ) {
        var limits = CircuitLimits()
        tighten(&limits)
        let error = #expect(throws: CircuitFormatError.self, sourceLocation: sourceLocation) {
            try CircuitRequest(bytes: SampleRequest.request.encoded(), limits: limits)
        }
        #expect(error?.reason == reason, sourceLocation: sourceLocation)
        #expect(error?.found == found, sourceLocation: sourceLocation)
        #expect(error?.limit == limit, sourceLocation: sourceLocation)
    }

    /// One circuit of 4 qubits, 2 classical bits and two variables (boolean, unsigned of 3 bits) with these words.
    private static func request(words: [UInt32], parameters: [Double]) -> [UInt8] {
        func little(_ value: some FixedWidthInteger) -> [UInt8] {
            withUnsafeBytes(of: value.littleEndian) { Array($0) }
        }
        func little(_ values: [UInt32]) -> [UInt8] { values.flatMap { little($0) } }
        var bytes = Array("SWCQ".utf8) + little(UInt16(3)) + little(UInt16(0))
        bytes += little(UInt32(10)) + little(UInt64(1)) + [0, 0, 0, 0] + little(UInt32(0))
        bytes += little(0.0.bitPattern) + little(UInt16(0)) + little([0, 1, 1])
        bytes += little(UInt32(16 + 24 + 8 + 4 * words.count)) + little([0, .max, 0, 0])
        bytes += little([4, 2, 2, UInt32(words.count), UInt32(parameters.count), 0, 0, 0x103])
        bytes += little(words)
        bytes += little([0, UInt32(parameters.count) + 1]) + little(0.0.bitPattern)
        for parameter in parameters { bytes += little(parameter.bitPattern) }
        return bytes
    }
}
