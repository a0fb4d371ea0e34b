import CircuitModel
import Foundation
import Testing

@Suite struct SineCosineTests {
    @Test func agreesWithTheLibraryToTheLastBits() {
        for step in -40_000...40_000 {
            let angle = Double(step) * 0.00137
            let part = SineCosine(angle)
            #expect(abs(part.sine - sin(angle)) < 3e-16)
            #expect(abs(part.cosine - cos(angle)) < 3e-16)
        }
    }

    @Test(arguments: [1e3, 12345.678, -1e6, 3.0e8, 1e9, -123_456_789_012.5, 1e14])
    func staysRightFarFromZero(angle: Double) {
        let part = SineCosine(angle)
        #expect(abs(part.sine - sin(angle)) < 1e-15)
        #expect(abs(part.cosine - cos(angle)) < 1e-15)
    }

    @Test(arguments: [
        1e15, 1e22, 1e300, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNonzeroMagnitude,
    ])
    func isOnTheUnitCircleForAnyAngle(angle: Double) {
        let part = SineCosine(angle)
        #expect(abs(part.sine * part.sine + part.cosine * part.cosine - 1) < 1e-15)
    }

    @Test func isExactAtZero() {
        #expect(SineCosine(0).sine == 0)
        #expect(SineCosine(0).cosine == 1)
    }
}
