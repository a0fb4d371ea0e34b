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

    /// Goal: no bytes whatever trap, and what decodes encodes to the same bytes.
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
        #expect(request.encoded() == bytes)
    }

    @Test(arguments: [
        (0, 0x41 as UInt8, CircuitFormatError.Reason.wrongMagic, "magic"),
        (4, 2, .unknownVersion, "version"),
        (6, 3, .reservedNotZero, "flags"),
        (8, 0, .badValue, "circuits"),
        (12, 0, .badValue, "shots"),
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
        var limits = CircuitLimits()
        limits.shotCountMax = 6
        self.expect(.tooManyShots, found: 7, limit: 6, limits)
        limits = CircuitLimits()
        limits.circuitCountMax = 1
        self.expect(.tooManyCircuits, found: 2, limit: 1, limits)
        limits = CircuitLimits()
        limits.declaredQubitCountMax = 3
        self.expect(.overLimit, found: 4, limit: 3, limits)
        limits = CircuitLimits()
        limits.clbitCountMax = 39
        self.expect(.overLimit, found: 40, limit: 39, limits)
        limits = CircuitLimits()
        limits.nestingDepthMax = 1
        self.expect(.overLimit, found: 2, limit: 1, limits)
        limits = CircuitLimits()
        limits.addedControlCountMax = 1
        self.expect(.overLimit, found: 2, limit: 1, limits)
        limits = CircuitLimits()
        limits.instructionCountMax = 9
        self.expect(.overLimit, found: nil, limit: 9, limits)
        limits.instructionCountMax = 10
        #expect(throws: Never.self) {
            try CircuitRequest(bytes: SampleRequest.request.encoded(), limits: limits)
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
        ([4, 2, 1, 0, 1, 0, 0], .reservedNotZero),
        ([34], .truncated),
    ])
    func badInstructionsAreNamed(words: [UInt32], reason: CircuitFormatError.Reason) {
        let bytes = Self.request(words: words, parameters: [])
        let error = #expect(throws: CircuitFormatError.self) {
            try CircuitRequest(bytes: bytes, limits: CircuitLimits())
        }
        #expect(error?.reason == reason)
        #expect(error?.circuitIndex == 0)
    }

    @Test(arguments: [
        ([45, 0] as [UInt32], [Double.nan], CircuitFormatError.Reason.notFinite),
        ([45, 0], [Double.infinity], .notFinite),
        ([34, 0], [1.0], .leftOver),
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

    private func expect(
        _ reason: CircuitFormatError.Reason, found: Int?, limit: Int, _ limits: CircuitLimits,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let error = #expect(throws: CircuitFormatError.self, sourceLocation: sourceLocation) {
            try CircuitRequest(bytes: SampleRequest.request.encoded(), limits: limits)
        }
        #expect(error?.reason == reason, sourceLocation: sourceLocation)
        #expect(error?.found == found, sourceLocation: sourceLocation)
        #expect(error?.limit == limit, sourceLocation: sourceLocation)
    }

    /// One circuit of 4 qubits and 2 classical bits with these words.
    private static func request(words: [UInt32], parameters: [Double]) -> [UInt8] {
        func little(_ value: some FixedWidthInteger) -> [UInt8] {
            withUnsafeBytes(of: value.littleEndian) { Array($0) }
        }
        var bytes = Array("SWCQ".utf8) + little(UInt16(1)) + little(UInt16(0))
        bytes += little(UInt32(1)) + little(UInt32(10)) + little(UInt64(1))
        bytes += little(UInt32(24 + 4 * words.count + 8 * parameters.count))
        bytes +=
            little(UInt32(4)) + little(UInt32(2)) + little(UInt32(words.count))
            + little(UInt32(parameters.count))
        bytes += little(0.0.bitPattern)
        for word in words { bytes += little(word) }
        for parameter in parameters { bytes += little(parameter.bitPattern) }
        return bytes
    }
}
