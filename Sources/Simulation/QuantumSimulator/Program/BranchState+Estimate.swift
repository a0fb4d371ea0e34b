import CircuitModel
import SimulatorCore

extension BranchState {
    /// An estimate of an observable as a device would make it.
    ///
    /// Strings that ask for the same basis wherever two of them meet are measured together; groups get shots in
    /// proportion to the sum of their coefficients' sizes.
    ///
    /// - Returns: The value and its standard error, from the spread of the shots.
    func estimate(
        _ terms: PauliTerms, shotCount: Int, random: inout PhiloxRandom, cancellation: CancellationFlag
    ) throws(SimulatorError) -> [Double] {
        let groups = MeasurementGroup.groups(of: terms)
        let shares = MeasurementGroup.shares(of: groups, shotCount: shotCount)
        var (value, variance) = (terms.constant, 0.0)
        for (group, share) in zip(groups, shares) where share > 0 {
            let turned = try self.copy()
            turned.turn(toBasisOf: group.basis)
            let samples = try turned.sample(shotCount: share, using: &random, cancellation: cancellation)
            var (sum, squares) = (0.0, 0.0)
            for (index, count) in zip(samples.indices, samples.counts) {
                let outcome = group.value(of: index)
                sum += Double(count) * outcome
                squares += Double(count) * outcome * outcome
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
    static func groups(of terms: PauliTerms) -> [MeasurementGroup] {
        let order = terms.strings.indices.sorted {
            let (left, right) = (abs(terms.coefficients[$0]), abs(terms.coefficients[$1]))
            return left != right ? left > right : $0 < $1
        }
        var groups: [MeasurementGroup] = []
        for index in order {
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

    /// Splits shots in proportion to the groups' weights; each group gets one at least, as long as there are any.
    static func shares(of groups: [MeasurementGroup], shotCount: Int) -> [Int] {
        let total = groups.reduce(0) { $0 + $1.weight }
        guard total > 0, shotCount > groups.count else {
            return groups.indices.map { $0 < shotCount ? 1 : 0 }
        }
        let free = shotCount - groups.count
        var shares = groups.map { 1 + Int(Double(free) * ($0.weight / total)) }
        var left = shotCount - shares.reduce(0, +)
        for index in shares.indices where left > 0 {
            shares[index] += 1
            left -= 1
        }
        return shares
    }
}
