package import CircuitModel

/// A number that a program takes.
package struct OpenQASMInput: Equatable, Sendable {
    package var name: String
    package var type: String
}

/// A named row of classical bits, the lowest first.
package struct OpenQASMRegister: Equatable, Sendable {
    package var name: String
    package var clbits: [Int]
}

/// A program in OpenQASM 2 or 3, read.
package struct OpenQASMProgram: Sendable {
    /// Its numbers are the program's ``inputs``, in order.
    package let structure: CircuitStructure
    package let inputs: [OpenQASMInput]
    /// Declared outside of blocks, in order.
    package let registers: [OpenQASMRegister]
    /// How often each gate is applied, once gates of the program's own are unfolded.
    package let gateCounts: [String: Int]

    /// Reads a distrusted program.
    ///
    /// - Parameters:
    ///   - deviceUnit: Seconds of the unit `dt`; nil where there is no device.
    ///   - isCancelled: Looked at now and then; once it is true, reading ends with an error.
    /// - Throws: ``CircuitTextError`` with line and column.
    package init(
        _ text: String, limits: OpenQASMLimits = OpenQASMLimits(), deviceUnit: Double? = nil,
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws(CircuitTextError) {
        let bytes = Array(text.utf8)
        do throws(SyntaxError) {
            guard bytes.count <= limits.byteCountMax else {
                throw SyntaxError("The program is longer than it may be.", at: 0)
            }
            var parser = try Parser(bytes, limits: limits, isCancelled: isCancelled)
            let statements = try parser.program()
            var unfolding = try Unfolding(
                parser.version, limits: limits, deviceUnit: deviceUnit,
                hardwareQubitCount: parser.hardwareQubitCount, isCancelled: isCancelled)
            try unfolding.run(statements)
            self.init(unfolding)
        } catch {
            throw CircuitTextError(error, in: bytes)
        }
    }

    /// The value of a formula without names of its own, such as `3*pi/4`, in which all numbers are real.
    ///
    /// - Returns: nil for what is no finite number.
    package static func number(_ text: String) -> Double? {
        let limits = OpenQASMLimits()
        do throws(SyntaxError) {
            var parser = try Parser(Array(text.utf8), limits: limits)
            let formula = try parser.expression()
            guard parser.token.kind == .end else { return nil }
            var unfolding = try Unfolding(.two, limits: limits, deviceUnit: nil, hardwareQubitCount: 0)
            guard let value = try unfolding.evaluate(formula).number, value.isFinite else { return nil }
            return value
        } catch {
            return nil
        }
    }

    private init(_ unfolding: Unfolding) {
        var circuit = Circuit(qubitCount: unfolding.qubitCount, clbitCount: unfolding.clbitCount)
        circuit.operands = unfolding.operands
        circuit.instructions = UnusedStores.removed(from: unfolding.body)
        circuit.variables = unfolding.variableTypes
        var formulas = ParameterFormulas(inputCount: unfolding.inputs.count)
        for formula in unfolding.formulas { formulas.append(formula.steps) }
        formulas.append(unfolding.globalPhase.steps)
        self.structure = CircuitStructure(
            circuit, parameterCount: unfolding.formulas.count, formulas: formulas)
        self.inputs = unfolding.inputs
        self.registers = unfolding.registers
        self.gateCounts = unfolding.gateCounts
    }
}

extension CircuitTextError {
    fileprivate init(_ error: SyntaxError, in bytes: [UInt8]) {
        let before = bytes[..<min(error.offset, bytes.count)]
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        self.init(
            error.sentence, line: 1 + before.count { $0 == UInt8(ascii: "\n") },
            column: 1 + String(decoding: before[lineStart...], as: UTF8.self).count, found: error.found,
            isUnsupported: error.isUnsupported, limit: error.limit)
    }
}
