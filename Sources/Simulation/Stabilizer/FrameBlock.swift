/// Some shots that run through a frame program together: a row of bits for each row of the program.
struct FrameBlock: ~Copyable {
    private let program: FrameProgram
    private let rows: BitRows
    private var words = RandomWords()
    private var channelClocks: [ErrorClock]
    private var readoutClocks: [ErrorClock]
    /// How many shots differ from the reference shot in each observable.
    private(set) var differenceCounts: [Int]

    init(_ program: FrameProgram, of source: StabilizerProgram, laneCount: Int) {
        self.program = program
        self.rows = BitRows(rowCount: program.rowCount, laneCount: laneCount)
        self.channelClocks = source.channels.map { ErrorClock(probability: $0.errorProbability) }
        self.readoutClocks = source.misreadings.map {
            ErrorClock(probability: max($0.oneForZero, $0.zeroForOne))
        }
        self.differenceCounts = [Int](repeating: 0, count: source.observables.count)
    }

    /// Runs all steps. Only the first shots count for observables.
    mutating func run(of source: StabilizerProgram, shotCount: Int, fill: RandomWords.Source) {
        for step in self.program.steps {
            switch step {
            case .clear(let row): self.clear(Int(row))
            case .randomize(let row): self.randomize(Int(row), fill)
            case .copy(let from, let to): self.copy(Int(from), Int(to))
            case .add(let row, let target): self.add(Int(row), Int(target))
            case .noise(let number): self.strike(self.program.noises[Int(number)], source, fill)
            case .misread(let number): self.misread(self.program.misreadings[Int(number)], source, fill)
            case .test(let number): self.test(self.program.tests[Int(number)])
            case .count(let row, let observable):
                self.differenceCounts[Int(observable)] = self.setBitCount(Int(row), shotCount: shotCount)
            }
        }
    }

    /// Writes the outcomes of the first shots, ``FrameProgram/reference`` many words each.
    func writeKeys(shotCount: Int, to keys: UnsafeMutablePointer<UInt64>) {
        let width = self.program.reference.count
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 64) { square in
            guard let words = square.baseAddress else { return }
            for word in 0..<width {
                self.writeKeyWords(word, width: width, shotCount: shotCount, words, to: keys + word)
            }
        }
    }

    // MARK: - Rows

    @inline(__always)
    private func clear(_ row: Int) {
        let lanes = self.rows.row(row)
        for lane in 0..<self.rows.laneCount { lanes[lane] = .zero }
    }

    private mutating func randomize(_ row: Int, _ fill: RandomWords.Source) {
        let words = self.rows.words(row)
        for word in 0..<(8 &* self.rows.laneCount) { words[word] = self.words.next(fill) }
    }

    @inline(__always)
    private func copy(_ from: Int, _ to: Int) {
        let (source, target) = (self.rows.row(from), self.rows.row(to))
        for lane in 0..<self.rows.laneCount { target[lane] = source[lane] }
    }

    @inline(__always)
    private func add(_ row: Int, _ target: Int) {
        let (source, target) = (self.rows.row(row), self.rows.row(target))
        for lane in 0..<self.rows.laneCount { target[lane] ^= source[lane] }
    }

    private func test(_ test: FrameTest) {
        let result = self.rows.row(Int(test.result))
        for lane in 0..<self.rows.laneCount {
            var bits = ~Lane.zero
            for term in test.rows {
                let row = self.rows.row(Int(term.row))[lane]
                bits &= term.isInverted ? ~row : row
            }
            result[lane] = test.isInverted ? ~bits : bits
        }
    }

    private func setBitCount(_ row: Int, shotCount: Int) -> Int {
        let words = self.rows.words(row)
        var count = 0
        for word in 0..<(shotCount >> 6) { count += words[word].nonzeroBitCount }
        let rest = UInt64(shotCount & 63)
        if rest > 0 { count += (words[shotCount >> 6] & (1 << rest - 1)).nonzeroBitCount }
        return count
    }

    // MARK: - Errors

    private mutating func strike(
        _ noise: FrameNoise, _ source: StabilizerProgram, _ fill: RandomWords.Source
    ) {
        let (bits, wordCount) = (self.rows.words(0), 8 * self.rows.laneCount)
        let probabilities = source.channels[noise.channel].probabilities
        let total = source.channels[noise.channel].errorProbability
        self.channelClocks[noise.channel].strike(
            trialCount: 64 * wordCount, &self.words, fill
        ) { shot, words in
            var rest = words.nextUniform(fill) * total
            var term = 1
            while term < probabilities.count - 1, rest > probabilities[term] {
                rest -= probabilities[term]
                term += 1
            }
            for (bit, row) in noise.rows.enumerated() where term >> bit & 1 == 1 {
                bits[Int(row) * wordCount + shot >> 6] ^= 1 << UInt64(shot & 63)
            }
        }
    }

    private mutating func misread(
        _ misreading: FrameMisreading, _ source: StabilizerProgram, _ fill: RandomWords.Source
    ) {
        let error = source.misreadings[misreading.error]
        let likelier = max(error.oneForZero, error.zeroForOne)
        let row = self.rows.words(Int(misreading.row))
        self.readoutClocks[misreading.error].strike(
            trialCount: self.rows.laneCount * BitRows.laneBitCount, &self.words, fill
        ) { shot, words in
            let isOne = (row[shot >> 6] >> UInt64(shot & 63) & 1 == 1) != misreading.reference
            // The clock runs for the likelier of the two errors.
            let probability = isOne ? error.zeroForOne : error.oneForZero
            if probability < likelier, words.nextUniform(fill) * likelier > probability { return }
            row[shot >> 6] ^= 1 << UInt64(shot & 63)
        }
    }

    // MARK: - Outcomes

    /// Writes one word of each key: 64 classical bits by 64 shots at a time.
    private func writeKeyWords(
        _ word: Int, width: Int, shotCount: Int, _ square: UnsafeMutablePointer<UInt64>,
        to keys: UnsafeMutablePointer<UInt64>
    ) {
        let reference = self.program.reference[word]
        let clbits = (64 * word)..<min(64 * word + 64, max(64 * word, self.program.clbitRows.count))
        for start in stride(from: 0, to: shotCount, by: 64) {
            square.update(repeating: 0, count: 64)
            for clbit in clbits {
                if let row = self.program.clbitRows[clbit] {
                    square[clbit & 63] = self.rows.words(Int(row))[start >> 6]
                }
            }
            BitTranspose.transpose(square)
            for shot in start..<min(start + 64, shotCount) {
                keys[shot * width] = square[shot - start] ^ reference
            }
        }
    }
}
