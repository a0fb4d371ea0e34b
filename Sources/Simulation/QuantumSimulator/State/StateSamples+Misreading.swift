import NoiseModel

extension StateSamples {
    /// Turns a bit over in as many draws as misread it. A basis state may stand there more than once afterwards.
    mutating func misread(_ misreading: Misreading, using random: inout PhiloxRandom) {
        for place in self.indices.indices {
            let index = self.indices[place]
            let wrong = random.nextSuccessCount(
                of: self.counts[place],
                probability: misreading.error.flipProbability(of: index >> misreading.bit & 1 == 1))
            if wrong == 0 { continue }
            if wrong == self.counts[place] {
                self.indices[place] = index ^ 1 << misreading.bit
                continue
            }
            self.counts[place] -= wrong
            self.indices.append(index ^ 1 << misreading.bit)
            self.counts.append(wrong)
        }
    }
}
