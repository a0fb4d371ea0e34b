/// Gathers one-qubit matrices and controlled flips into steps over up to three bits.
///
/// Open networks have no bit in common, so that the order in which they are closed does not matter.
struct NetworkBuilder {
    private struct Network {
        var bits: [Int]
        var rotations: [Rotation]
        /// Where each row goes.
        var outputs: [Int]
        /// Bits that the permutation has to do with: nothing may be multiplied there any more.
        var settledMask = 0

        var mask: Int { self.bits.reduce(0) { $0 | 1 << $1 } }

        mutating func add(bit: Int, _ rotation: Rotation = .none) {
            let count = self.outputs.count
            self.outputs += self.outputs.map { $0 + count }
            self.bits.append(bit)
            self.rotations.append(rotation)
        }

        mutating func permute(_ body: (Int) -> Int) {
            self.outputs = self.outputs.map(body)
        }
    }

    static let bitCountMax = 3
    private var open: [Network] = []
    private(set) var steps: [PlanStep] = []

    mutating func append(_ rotation: Rotation, bit: Int) {
        let index = self.network(on: 1 << bit) { $0.settledMask & 1 << bit == 0 && !$0.bits.contains(bit) }
        self.open[index].add(bit: bit)
        guard let place = self.open[index].bits.firstIndex(of: bit) else { return }
        self.open[index].rotations[place] = rotation
        if rotation.isFlipped {
            self.open[index].settledMask |= 1 << bit
            self.open[index].permute { $0 ^ 1 << place }
        }
    }

    mutating func appendControlledNot(target: Int, control: Int) {
        let index = self.network(on: 1 << target | 1 << control) { _ in true }
        for bit in [target, control] where !self.open[index].bits.contains(bit) {
            self.open[index].add(bit: bit)
        }
        guard let low = self.open[index].bits.firstIndex(of: target),
            let high = self.open[index].bits.firstIndex(of: control)
        else { return }
        self.open[index].settledMask |= 1 << target | 1 << control
        self.open[index].permute { $0 ^ ($0 >> high & 1) << low }
    }

    /// A rotation with phases, done in one go with those before it if nothing comes in between.
    mutating func append(_ rotation: PhasedRotation, mask: Int) {
        self.close(touching: mask)
        if case .phasedRotations(let stages) = self.steps.last, stages.count < Self.bitCountMax,
            !stages.contains(where: { $0.bit == rotation.bit })
        {
            self.steps[self.steps.count - 1] = .phasedRotations(stages + [rotation])
        } else {
            self.steps.append(.phasedRotations([rotation]))
        }
    }

    /// Any other step, which has to do with some bits.
    mutating func append(_ step: PlanStep, mask: Int) {
        self.close(touching: mask)
        self.steps.append(step)
    }

    mutating func close(touching mask: Int = -1) {
        for network in self.open where network.mask & mask != 0 { self.emit(network) }
        self.open.removeAll { $0.mask & mask != 0 }
    }

    /// The open network that takes bits in, a new one if there is none.
    private mutating func network(on mask: Int, where fits: (Network) -> Bool) -> Int {
        let touching = self.open.indices.filter { self.open[$0].mask & mask != 0 }
        if touching.count == 1, self.canTake(mask, self.open[touching[0]]), fits(self.open[touching[0]]) {
            return touching[0]
        }
        self.close(touching: mask)
        if let last = self.open.indices.last, self.canTake(mask, self.open[last]) { return last }
        self.open.append(Network(bits: [], rotations: [], outputs: [0]))
        return self.open.count - 1
    }

    private func canTake(_ mask: Int, _ network: Network) -> Bool {
        (network.mask | mask).nonzeroBitCount <= Self.bitCountMax
    }

    private mutating func emit(_ network: Network) {
        // Bits that nothing happens on come in only with a flip, so a network is never empty.
        self.steps.append(
            .network(bits: network.bits, rotations: network.rotations, outputs: network.outputs))
    }
}
