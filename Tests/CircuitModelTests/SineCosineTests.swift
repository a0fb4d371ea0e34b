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

    /// Goal: no size of angle at which the reduction to a quarter turn goes wrong.
    /// Method: three angles of either sign for every exponent that a Double has, beside the C library, which reduces
    /// exactly.
    @Test(arguments: -1074...1023)
    func agreesWithTheLibraryAtAnySize(exponent: Int) {
        for significand in [1.0, 1.2345678901234567, 1.9999999999999998] {
            for sign in [1.0, -1.0] {
                let angle = sign * Double(sign: .plus, exponent: exponent, significand: significand)
                guard angle.isFinite else { continue }
                let part = SineCosine(angle)
                #expect(abs(part.sine - sin(angle)) < 1e-15)
                #expect(abs(part.cosine - cos(angle)) < 1e-15)
            }
        }
    }

    @Test(arguments: [12345.678, 999_999.9, 1e6, 3.0e8, -123_456_789_012.5, 9.99e14, 1e15, 1e20, 1e22, 1e308])
    func staysRightFarFromZero(angle: Double) {
        for angle in [angle, -angle, angle.nextUp, angle.nextDown] {
            let part = SineCosine(angle)
            #expect(abs(part.sine - sin(angle)) < 1e-15)
            #expect(abs(part.cosine - cos(angle)) < 1e-15)
        }
    }

    @Test func isExactAtZero() {
        #expect(SineCosine(0).sine == 0)
        #expect(SineCosine(0).cosine == 1)
    }
}
