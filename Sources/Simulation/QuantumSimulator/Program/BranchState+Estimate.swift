import CircuitModel
import SimulatorCore

extension BranchState {
    /// An estimate of an observable as a device would make it.
    ///
    /// Strings that ask for the same basis wherever two of them meet are measured together; groups get shots in
    /// proportion to the sum of their coefficients' sizes, each one at least. Where there are fewer shots than groups,
    /// as there often are on a branch, each shot draws its group by these sizes and is scaled by how seldom it is
    /// drawn: the mean is right for any number of shots.
    ///
    /// - Parameter misreadings: How the readings of bits go wrong; a bit that no string asks for is not read.
    /// - Returns: The value and its standard error, from the spread of the shots.
    func estimate(
        _ terms: PauliTerms, misreadings: [Misreading], shotCount: Int, random: inout PhiloxRandom,
        cancellation: CancellationFlag
    ) throws(SimulatorError) -> [Double] {
        let groups = try MeasurementGroup.groups(of: terms, cancellation)
        let weights = groups.map(\.weight)
        let total = weights.reduce(0, +)
        guard total > 0 else { return [terms.constant, 0] }
        let isDrawn = shotCount < groups.count
        let shares =
            isDrawn
            ? random.nextCounts(of: shotCount, weights: weights)
            : MeasurementGroup.shares(of: weights, shotCount: shotCount)
        var (value, variance) = (terms.constant, 0.0)
        for (group, share) in zip(groups, shares) where share > 0 {
            let turned = try self.copy()
            turned.turn(toBasisOf: group.basis)
            let read = misreadings.filter { (group.basis.x | group.basis.z) >> $0.bit & 1 == 1 }
            var samples = try turned.sample(
                shotCount: share, misreadings: read, using: &random, cancellation: cancellation)
            if !Self.readsWithErrors {
                for misreading in read { samples.misread(misreading, using: &random) }
            }
            var (sum, squares) = (0.0, 0.0)
            for (index, count) in zip(samples.indices, samples.counts) {
                let outcome = group.value(of: index)
                sum += Double(count) * outcome
                squares += Double(count) * outcome * outcome
            }
            if isDrawn {
                // Each shot is at most as large as all coefficients; so few say nothing about their spread.
                value += sum * total / group.weight / Double(shotCount)
                variance += total * total * Double(share) / Double(shotCount * shotCount)
                continue
            }
            let mean = sum / Double(share)
            value += mean
            // Of one shot nothing is known about the spread but that of a coin.
            let spread =
                share > 1 ? max(0, squares - sum * mean) / Double(share - 1) : group.weight * group.weight
            variance += spread / Double(share)
        }
        return [value, variance.squareRoot()]
    }
}

/// Pauli strings that are measured together.
struct MeasurementGroup {
    /// What each bit is measured in, where any string asks.
    var basis: PauliMasks
    var parities: [Int]
    var coefficients: [Double]

    var weight: Double { self.coefficients.reduce(0) { $0 + abs($1) } }

    /// What the strings sum to for one outcome.
    func value(of index: Int) -> Double {
        zip(self.parities, self.coefficients).reduce(0) {
            $0 + ((index & $1.0).nonzeroBitCount & 1 == 0 ? $1.1 : -$1.1)
        }
    }

    /// Puts strings into groups, those with large coefficients first, each into the first group that it fits.
    static func groups(
        of terms: PauliTerms, _ cancellation: CancellationFlag
    ) throws(SimulatorError) -> [MeasurementGroup] {
        let order = terms.strings.indices.sorted {
            let (left, right) = (abs(terms.coefficients[$0]), abs(terms.coefficients[$1]))
            return left != right ? left > right : $0 < $1
        }
        var groups: [MeasurementGroup] = []
        for index in order {
            try cancellation.check()
            let string = terms.strings[index]
            let place = groups.firstIndex { $0.agrees(with: string) } ?? groups.count
            if place == groups.count {
                groups.append(MeasurementGroup(basis: PauliMasks(x: 0, z: 0), parities: [], coefficients: []))
            }
            groups[place].basis.x |= string.x
            groups[place].basis.z |= string.z
            groups[place].parities.append(string.x | string.z)
            groups[place].coefficients.append(terms.coefficients[index])
        }
        return groups
    }

    private func agrees(with string: PauliMasks) -> Bool {
        let shared = (self.basis.x | self.basis.z) & (string.x | string.z)
        return (self.basis.x ^ string.x) & shared == 0 && (self.basis.z ^ string.z) & shared == 0
    }

    /// Splits shots in proportion to the groups' weights; each group gets one at least.
    ///
    /// - Parameter shotCount: As many as there are groups, or more.
    static func shares(of weights: [Double], shotCount: Int) -> [Int] {
        let total = weights.reduce(0, +)
        let free = shotCount - weights.count
        var shares = weights.map { 1 + Int(Double(free) * ($0 / total)) }
        var left = shotCount - shares.reduce(0, +)
        for index in shares.indices where left > 0 {
            shares[index] += 1
            left -= 1
        }
        return shares
    }
}
