extension FrameProgram {
    /// Takes out the steps that no classical bit and no observable depends on, and numbers the rows anew.
    ///
    /// Going backwards, a row is live if something later reads it. The Zs of a qubit that no gate turns into Xs, for
    /// instance, are never computed.
    mutating func removeDeadSteps(rowCount: Int) {
        var numbering = RowNumbering(rowCount: rowCount)
        for (clbit, row) in self.clbitRows.enumerated() {
            if let row { self.clbitRows[clbit] = numbering.read(row) }
        }
        var kept: [FrameStep] = []
        kept.reserveCapacity(self.steps.count)
        for step in self.steps.reversed() {
            if let step = self.renumbered(step, &numbering) { kept.append(step) }
        }
        kept.reverse()
        self.steps = kept
        self.rowCount = numbering.count
    }

    /// The step on rows as they are numbered now; nil if nothing depends on it.
    private mutating func renumbered(_ step: FrameStep, _ numbering: inout RowNumbering) -> FrameStep? {
        switch step {
        case .clear(let row):
            return numbering.overwrite(row).map { .clear($0) }
        case .randomize(let row):
            return numbering.overwrite(row).map { .randomize($0) }
        case .copy(let source, let target):
            guard let target = numbering.overwrite(target) else { return nil }
            return .copy(from: numbering.read(source), to: target)
        case .add(let source, let target):
            guard let target = numbering.change(target) else { return nil }
            return .add(numbering.read(source), to: target)
        case .noise(let number):
            let rows = self.noises[Int(number)].rows
            guard rows.contains(where: { numbering.change($0) != nil }) else { return nil }
            // A row that nobody reads is struck in vain, which does no harm.
            self.noises[Int(number)].rows = rows.map { numbering.number($0) }
            return step
        case .misread(let number):
            guard let row = numbering.change(self.misreadings[Int(number)].row) else { return nil }
            self.misreadings[Int(number)].row = row
            return step
        case .test(let number):
            guard let result = numbering.overwrite(self.tests[Int(number)].result) else { return nil }
            self.tests[Int(number)].result = result
            for index in self.tests[Int(number)].rows.indices {
                let row = self.tests[Int(number)].rows[index].row
                self.tests[Int(number)].rows[index].row = numbering.read(row)
            }
            return step
        case .count(let row, let observable):
            return .count(numbering.read(row), observable: observable)
        }
    }

    /// Which rows are live, and the numbers that the rows in use get.
    private struct RowNumbering {
        private var isLive: [Bool]
        private var numbers: [UInt32]
        private(set) var count = 0

        init(rowCount: Int) {
            self.isLive = [Bool](repeating: false, count: rowCount)
            self.numbers = [UInt32](repeating: .max, count: rowCount)
        }

        mutating func number(_ row: UInt32) -> UInt32 {
            if self.numbers[Int(row)] == .max {
                self.numbers[Int(row)] = UInt32(self.count)
                self.count += 1
            }
            return self.numbers[Int(row)]
        }

        mutating func read(_ row: UInt32) -> UInt32 {
            self.isLive[Int(row)] = true
            return self.number(row)
        }

        /// The number of a row that a step adds to; nil if nobody reads it afterwards.
        func change(_ row: UInt32) -> UInt32? {
            self.isLive[Int(row)] ? self.numbers[Int(row)] : nil
        }

        /// The same for a step after which nothing is left of what the row held.
        mutating func overwrite(_ row: UInt32) -> UInt32? {
            guard self.isLive[Int(row)] else { return nil }
            self.isLive[Int(row)] = false
            return self.numbers[Int(row)]
        }
    }
}
