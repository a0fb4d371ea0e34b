extension CircuitRequest {
    /// Decodes distrusted bytes that refer to no earlier ones.
    ///
    /// - Throws: ``CircuitFormatError`` with the field, the byte, and the structure or run at fault.
    package init(bytes: [UInt8], limits: CircuitLimits) throws(CircuitFormatError) {
        var slots = StructureSlots(countMax: 0)
        try self.init(bytes: bytes, reading: RequestReading(limits: limits), slots: &slots)
    }

    /// Decodes distrusted bytes.
    ///
    /// - Parameter slots: What the connection holds; it gains what this request wants held, even if something after
    ///   that is wrong.
    /// - Throws: ``CircuitFormatError`` with the field, the byte, and the structure or run at fault.
    package init(
        bytes: [UInt8], reading: RequestReading, slots: inout StructureSlots
    ) throws(CircuitFormatError) {
        guard bytes.count <= reading.limits.requestByteCountMax else {
            throw CircuitFormatError(
                .overLimit, field: "request bytes", byteOffset: 0, found: bytes.count,
                limit: reading.limits.requestByteCountMax)
        }
        // Typed throws do not pass through `withUnsafeBytes` of an array; a Result does.
        let decoded = bytes.withUnsafeBytes { pointer -> Result<CircuitRequest, CircuitFormatError> in
            var decoder = RequestDecoder(ByteReader(pointer), reading)
            do throws(CircuitFormatError) {
                return .success(try decoder.decode(&slots))
            } catch {
                return .failure(error)
            }
        }
        self = try decoded.get()
    }

    /// Whether programs are sent as text, which may come to far more than their bytes do.
    ///
    /// Looks at the kinds of structures alone; what is wrong with a request is for decoding to say.
    package static func hasText(in bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { pointer in
            var decoder = RequestDecoder(ByteReader(pointer), RequestReading())
            // What cannot be read ends before a text does.
            return (try? decoder.findsText()) ?? false
        }
    }
}
