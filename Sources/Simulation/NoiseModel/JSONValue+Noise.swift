import RuntimeModel

/// Parts of a noise model, each checked as it is taken.
extension JSONValue {
    func member(_ name: String) throws(NoiseModelError) -> JSONValue {
        guard let value = self.objectValue?[name] else { throw NoiseModelError(.missing, path: name) }
        return value
    }

    func text(named name: String) throws(NoiseModelError) -> String {
        guard let text = self.stringValue else { throw NoiseModelError(.missing, path: name) }
        return text
    }

    func elements(atMost countMax: Int, named name: String) throws(NoiseModelError) -> [JSONValue] {
        guard case .array(let elements) = self else { throw NoiseModelError(.missing, path: name) }
        guard elements.count <= countMax else { throw NoiseModelError(.overLimit, path: name) }
        return elements
    }

    /// A finite number.
    var finiteNumber: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value.isFinite ? value : nil
        case .null, .bool, .string, .array, .object: nil
        }
    }

    /// Different indices, at least one.
    func indices(below bound: Int, countMax: Int, named name: String) throws(NoiseModelError) -> [Int] {
        let values = try self.elements(atMost: countMax, named: name)
        var indices: [Int] = []
        for value in values {
            guard let index = value.integerValue, (0..<bound).contains(index), !indices.contains(index) else {
                throw NoiseModelError(.wrongQubit, path: name)
            }
            indices.append(index)
        }
        guard !indices.isEmpty else { throw NoiseModelError(.wrongSize, path: name) }
        return indices
    }

    /// Probabilities that sum to 1 as nearly as ``Completeness/tolerance``, scaled to sum to 1.
    func probabilities(count: Int, named name: String) throws(NoiseModelError) -> [Double] {
        let values = try self.elements(atMost: count, named: name)
        guard values.count == count else { throw NoiseModelError(.wrongSize, path: name) }
        var probabilities: [Double] = []
        for value in values {
            guard let number = value.finiteNumber, number >= -Completeness.tolerance else {
                throw NoiseModelError(.notNumber, path: name)
            }
            probabilities.append(max(0, number))
        }
        let sum = probabilities.reduce(0, +)
        guard abs(sum - 1) <= Completeness.tolerance else {
            throw NoiseModelError(.notNormalized, path: name)
        }
        return probabilities.map { $0 / sum }
    }

    /// A square matrix of complex numbers, row-major, each as real then imaginary part.
    func matrix(rowCount: Int, named name: String) throws(NoiseModelError) -> [Double] {
        let rows = try self.elements(atMost: rowCount, named: name)
        guard rows.count == rowCount else { throw NoiseModelError(.wrongSize, path: name) }
        var entries: [Double] = []
        entries.reserveCapacity(2 * rowCount * rowCount)
        for row in rows {
            let columns = try row.elements(atMost: rowCount, named: name)
            guard columns.count == rowCount else { throw NoiseModelError(.wrongSize, path: name) }
            for value in columns {
                guard let (real, imaginary) = value.complexParts else {
                    throw NoiseModelError(.notNumber, path: name)
                }
                entries.append(real)
                entries.append(imaginary)
            }
        }
        return entries
    }

    /// The parts of `[re, im]`, or of a real number.
    private var complexParts: (Double, Double)? {
        if let real = self.finiteNumber { return (real, 0) }
        guard case .array(let parts) = self, parts.count == 2, let real = parts[0].finiteNumber,
            let imaginary = parts[1].finiteNumber
        else { return nil }
        return (real, imaginary)
    }
}
