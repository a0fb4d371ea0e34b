import QuantumSimulator
import Testing

@Suite struct PhiloxRandomTests {
    /// Computed with numpy's own Philox, whose counter runs one ahead.
    @Test(arguments: [
        (
            0 as UInt64, 0 as UInt64,
            [
                0x1655_4D9E_CA36_314C, 0xDB20_FE9D_672D_0FDC, 0xD7E7_72CE_E186_176B, 0x7E68_B68A_EC7B_A23B,
                0x02F4_BA64_08E4_D89B, 0x3DD6_2B0B_9CA8_C5B2,
            ] as [UInt64]
        ),
        (
            1, 2,
            [
                0x46FD_F329_C224_985E, 0x49EB_D8A2_8E9E_C134, 0x528E_3EF0_7E63_0D40, 0x69A5_7877_B5C5_20C8,
                0x4F2F_4313_B553_6B09, 0x5B61_7BE3_219F_F32A,
            ]
        ),
        (
            .max, .max,
            [
                0x44B7_493D_1ACF_C229, 0x6636_AF8E_9979_21DD, 0x3F73_E132_B5B3_780E, 0x6056_44DD_E03B_01B1,
                0x6D46_CC0E_71F0_BE7E, 0x924E_A169_3F9A_8BC0,
            ]
        ),
        (
            0x0123_4567_89AB_CDEF, 7,
            [
                0xFD23_F272_9FC3_EC64, 0xE894_912C_694C_F65E, 0x8ED3_75E5_CE4E_8189, 0x912F_B41D_8764_1858,
                0xF59A_7680_3B07_6AD9, 0x8B0F_CBB8_58A6_4BEE,
            ]
        ),
    ])
    func drawsAreThoseOfThePublishedGenerator(seed: UInt64, stream: UInt64, expected: [UInt64]) {
        var random = PhiloxRandom(seed: seed, stream: stream)
        #expect((0..<6).map { _ in random.next() } == expected)
    }

    @Test func indicesAreUniformBelowABoundThatIsNoPowerOfTwo() {
        var random = PhiloxRandom(seed: 5, stream: 1)
        var counts: [UInt64: Int] = [:]
        for _ in 0..<60_000 { counts[UInt64(random.nextIndex(below: 7)), default: 0] += 1 }
        let uniform = Dictionary(uniqueKeysWithValues: (UInt64(0)..<7).map { ($0, 1.0 / 7) })
        #expect(Set(counts.keys) == Set(uniform.keys))
        #expect(ChiSquare.pValue(counts: counts, probabilities: uniform) > 1e-4)
    }

    @Test func countsOfSuccessesHaveTheRightMeanAndNeverLeaveTheirRange() {
        var random = PhiloxRandom(seed: 6, stream: 1)
        let counts = (0..<4000).map { _ in random.nextSuccessCount(of: 50, probability: 0.3) }
        #expect(counts.allSatisfy { (0...50).contains($0) })
        #expect(abs(Double(counts.reduce(0, +)) / 4000 - 15) < 0.25)
        #expect(random.nextSuccessCount(of: 50, probability: -1e-17) == 0)
        #expect(random.nextSuccessCount(of: 50, probability: 1 + 1e-15) == 50)
    }
}
