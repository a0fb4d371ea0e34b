import CircuitModel

/// Turns resolved operations into as little arithmetic as it finds.
///
/// The state in memory is not the state that was asked for but one from which it follows by what is pending: first
/// the factors of the pool, then on each wire a one-qubit matrix, and a scalar. What is pending is taken up by later
/// operations, mostly for nothing.
struct Fuser {
    private(set) var operations: [FusedOperation] = []
    private let resolved: [ResolvedOperation]
    private let qubitCount: Int
    private var pending: [OneQubitMap]
    private var pool: PhasePool
    private var scale = Complex.one
    /// For each operation, whether the next on all of its wires takes up a pending matrix for nothing.
    private var isFollowed: [Bool] = []
    /// What the state is filled with, if that is for the plan to say.
    private(set) var start: ProductState?
    /// Wires that nothing but what is pending has happened to since the state was filled.
    private var untouched = 0
    /// For each wire the operations that are still to come on it, the next one last.
    private var ahead: [[Int]]

    /// Beyond this power of two the scalar is multiplied in, lest numbers in memory leave the range of their type.
    private let scaleExponentMax: Int

    /// - Returns: The operations, and the state that they begin with if the settings say that there is none yet.
    static func fuse(
        _ resolved: [ResolvedOperation], qubitCount: Int, precision: AmplitudePrecision,
        settings: PlanSettings
    ) -> (operations: [FusedOperation], start: ProductState?) {
        var fuser = Fuser(resolved, qubitCount: qubitCount, precision: precision)
        if settings.startsAtZero {
            fuser.start = ProductState(wireCount: qubitCount)
            fuser.untouched = (1 << qubitCount) - 1
        }
        for index in resolved.indices { fuser.fuse(index) }
        fuser.finish(keepsPhases: settings.keepsPhases)
        return (fuser.operations, fuser.start)
    }

    private init(_ resolved: [ResolvedOperation], qubitCount: Int, precision: AmplitudePrecision) {
        self.resolved = resolved
        self.qubitCount = qubitCount
        self.pending = [OneQubitMap](repeating: .identity, count: qubitCount)
        self.pool = PhasePool(qubitCount: qubitCount)
        self.ahead = [[Int]](repeating: [], count: qubitCount)
        self.scaleExponentMax = precision == .double ? 200 : 24
        for index in resolved.indices.reversed() {
            self.isFollowed.append(self.isFollowed(index))
            if case .gone = resolved[index].kind { continue }
            for wire in Resolver.bits(resolved[index].mask) { self.ahead[wire].append(index) }
        }
        self.isFollowed.reverse()
    }

    /// Whether each wire's next operation is one that a pending matrix costs nothing with.
    private func isFollowed(_ index: Int) -> Bool {
        self.resolved[index].wires.allSatisfy { wire in
            guard let next = self.ahead[wire].last else { return false }
            switch self.resolved[next].kind {
            case .one, .pair: return true
            case .controlledNot, .phases, .dense, .direct, .gone: return false
            }
        }
    }

    // MARK: - One operation

    private mutating func fuse(_ index: Int) {
        let operation = self.resolved[index]
        if case .gone = operation.kind { return }
        for wire in Resolver.bits(operation.mask) { self.ahead[wire].removeLast() }
        if !operation.isOnOneWire { self.begin(operation.mask) }
        switch operation.kind {
        case .one(let map): self.pending[operation.wires[0]] = map * self.pending[operation.wires[0]]
        case .pair(let matrix): self.fuse(matrix, operation.wires, isFollowed: self.isFollowed[index])
        case .controlledNot: self.fuse(controlledNot: operation.wires)
        case .phases(let phases): self.fuse(phases, operation.wires)
        case .dense(let matrix): self.fuse(dense: matrix, operation)
        case .direct(let linear):
            self.settleAll(operation.mask)
            self.operations.append(FusedOperation(.direct(linear), wires: Resolver.bits(operation.mask)))
        case .gone: break
        }
    }

    /// Fills the state with what is pending on wires that nothing else has happened to.
    private mutating func begin(_ mask: Int) {
        for wire in Resolver.bits(mask & self.untouched) {
            self.start?.apply(self.pending[wire], wire: wire)
            self.pending[wire] = .identity
        }
        self.untouched &= ~mask
    }

    private mutating func fuse(_ phases: [(mask: Int, factor: Complex)], _ wires: [Int]) {
        for wire in wires where !self.pending[wire].isDiagonal { self.settle(wire, .diagonal) }
        for (mask, factor) in phases {
            let own = Resolver.bits(mask).map { wires[$0] }
            switch own.count {
            case 0: self.multiplyScale(by: factor)
            case 1: self.pending[own[0]] = .diagonal(.one, factor) * self.pending[own[0]]
            case 2: self.pool.multiply(own[0], own[1], by: factor)
            default: self.operations.append(FusedOperation(.phase(factor), wires: own))
            }
        }
    }

    private mutating func fuse(_ matrix: PairMatrix, _ wires: [Int], isFollowed: Bool) {
        let own = self.pool.remove(wires[0], wires[1])
        self.flush(wires.reduce(0) { $0 | 1 << $1 })
        var product = matrix * PairMatrix(low: self.pending[wires[0]], high: self.pending[wires[1]])
        if !own.isOne {
            for row in 0..<4 { product[row, 3] = product[row, 3] * own }
        }
        if isFollowed, let reduction = PairReduction(product) {
            self.operations.append(FusedOperation(.reducedPair(reduction), wires: wires))
            self.pending[wires[0]] = reduction.low
            self.pending[wires[1]] = reduction.high
            self.multiplyScale(by: reduction.scale)
        } else {
            if self.isScaleLarge { product = PairMatrix(product.entries.map { self.scale * $0 }) }
            if self.isScaleLarge { self.scale = .one }
            self.operations.append(FusedOperation(.pair(product), wires: wires))
            for wire in wires { self.pending[wire] = .identity }
        }
    }

    private mutating func fuse(controlledNot wires: [Int]) {
        self.settle(wires[1], .diagonal)
        self.settle(wires[0], .flips)
        // What the control's phases are with others stays; the target's must come first.
        self.flush(1 << wires[0])
        self.operations.append(FusedOperation(.controlledNot, wires: wires))
    }

    private mutating func fuse(dense matrix: [Double], _ operation: ResolvedOperation) {
        for wire in operation.wires { self.settle(wire, .nothing) }
        for wire in Resolver.bits(operation.controlMask) { self.settle(wire, .diagonal) }
        self.flush(operation.wires.reduce(0) { $0 | 1 << $1 })
        self.operations.append(
            FusedOperation(
                .dense(matrix: matrix), wires: operation.wires, controlMask: operation.controlMask,
                controlValue: operation.controlValue))
    }

    private mutating func finish(keepsPhases: Bool) {
        self.begin(-1)
        if keepsPhases {
            self.settleDiagonals()
            self.settleAll((1 << self.qubitCount) - 1)
        } else {
            for wire in 0..<self.qubitCount { self.settle(wire, .phase) }
        }
        if self.start?.scale(by: self.scale) != true { self.settleScale() }
    }

    /// Does what is pending but for diagonals, which then become factors of the pool's last sweep where there is one
    /// anyway or where one takes the place of several.
    private mutating func settleDiagonals() {
        for wire in 0..<self.qubitCount where !self.pending[wire].isDiagonal { self.settle(wire, .diagonal) }
        let wires = (0..<self.qubitCount).filter { !self.pending[$0].isIdentity && self.pending[$0].isPhase }
        guard wires.count > (self.pool.mask == 0 ? 1 : 0) else { return }
        var factors = self.pool.remove(touching: -1)
        for wire in wires {
            let map = self.pending[wire]
            factors.append(PhaseFactor(first: wire, second: wire, factor: map.d / map.a))
            self.multiplyScale(by: map.a)
            self.pending[wire] = .identity
        }
        self.operations.append(FusedOperation(.diagonal(factors), wires: []))
    }

    private mutating func settleAll(_ mask: Int) {
        for wire in Resolver.bits(mask) { self.settle(wire, .nothing) }
        self.flush(mask)
    }

    // MARK: - What is pending

    /// What may stay pending on a wire.
    private enum Remainder {
        case diagonal, flips, nothing
        /// A diagonal that changes no probability.
        case phase
    }

    /// Does what is pending on a wire, but for what may stay.
    private mutating func settle(_ wire: Int, _ remainder: Remainder) {
        let map = self.pending[wire]
        var split: SplitRotation
        switch remainder {
        case .diagonal: split = SplitRotation(leavingDiagonal: map)
        case .flips: split = SplitRotation(leavingFlips: map)
        case .nothing: split = self.wholeRotation(map)
        case .phase:
            split = SplitRotation(leavingDiagonal: map)
            if !split.isPhaseLeft { split = self.wholeRotation(map) }
        }
        var rest = split.rest
        if split.rotation != .none { self.emit(split.rotation, wire) }
        let size = rest.size
        if size > 0, size != 1 {
            rest = Complex(1 / size) * rest
            self.multiplyScale(by: Complex(size))
        }
        self.pending[wire] = rest
        if self.isScaleLarge, split.rotation != .none { self.settleScale() }
    }

    /// Everything at once, and the scalar with it where that costs nothing.
    private mutating func wholeRotation(_ map: OneQubitMap) -> SplitRotation {
        guard !map.isIdentity, !self.scale.isOne else { return SplitRotation(doing: map) }
        let scaled = self.scale * map
        self.scale = .one
        return SplitRotation(doing: scaled)
    }

    private mutating func emit(_ rotation: Rotation, _ wire: Int) {
        let others = self.pool.partners[wire]
        guard others != 0 else {
            self.operations.append(FusedOperation(.rotation(rotation), wires: [wire]))
            return
        }
        if self.isWorthFlushing {
            self.flush((1 << self.qubitCount) - 1)
            self.operations.append(FusedOperation(.rotation(rotation), wires: [wire]))
            return
        }
        let factors = Resolver.bits(others).map { (wire: $0, factor: self.pool.remove(wire, $0)) }
        self.operations.append(FusedOperation(.phasedRotation(rotation, factors), wires: [wire]))
    }

    /// Whether so many wires are about to change that doing all factors at once is less work than wire by wire.
    private var isWorthFlushing: Bool {
        var count = 0
        for wire in 0..<self.qubitCount where self.pool.partners[wire] != 0 {
            // The sum over wires of the phases that would be done with each of them.
            if self.isAboutToChange(wire) { count += 1 }
        }
        return count > 3
    }

    private func isAboutToChange(_ wire: Int) -> Bool {
        if !self.pending[wire].isDiagonal { return true }
        guard let next = self.ahead[wire].last else { return false }
        switch self.resolved[next].kind {
        case .one(let map): return !map.isDiagonal
        case .pair, .dense, .direct, .controlledNot: return true
        case .phases, .gone: return false
        }
    }

    /// Does the factors in which wires of a mask have a part.
    private mutating func flush(_ mask: Int) {
        var wires = mask
        if self.isWorthFlushing, self.pool.mask & mask != 0 { wires = -1 }
        let factors = self.pool.remove(touching: wires)
        if !factors.isEmpty { self.operations.append(FusedOperation(.diagonal(factors), wires: [])) }
    }

    private mutating func multiplyScale(by factor: Complex) {
        self.scale = self.scale * factor
    }

    private var isScaleLarge: Bool {
        let size = self.scale.magnitude
        return size > 0 && abs(Int(size.exponent)) > self.scaleExponentMax
    }

    /// Multiplies the scalar in with the last operation that takes it for little.
    private mutating func settleScale() {
        if self.scale.isOne { return }
        let last = self.operations.indices.last { self.operations[$0].scaled(by: self.scale) != nil }
        if let last, let scaled = self.operations[last].scaled(by: self.scale) {
            self.operations[last] = scaled
        } else {
            self.operations.append(FusedOperation(.phase(self.scale), wires: []))
        }
        self.scale = .one
    }
}

extension SplitRotation {
    /// With nothing left.
    init(doing map: OneQubitMap) {
        (self.rotation, self.rest) = (Rotation(full: map), .identity)
    }

    /// Whether what is left changes no probability.
    var isPhaseLeft: Bool { self.rest.isPhase }
}

extension OneQubitMap {
    /// Whether it is a diagonal of one magnitude, which is not 0.
    fileprivate var isPhase: Bool {
        self.isDiagonal && abs(self.a.magnitude - self.d.magnitude) < 1e-14 * self.size
    }
}
