import RuntimeModel
import Testing

@Suite struct BodyReferenceTests {
    private let hash = (0..<32).map { UInt8($0) }

    @Test func theBinaryFormIsTheHashAndTheLengthWithItsHighestByteFirst() {
        let reference = BodyReference(hash: self.hash, byteCount: 0x0102)
        #expect(reference.encoded == self.hash + [0, 0, 0, 0, 0, 0, 1, 2])
        #expect(BodyReference(encoded: reference.encoded) == reference)
    }

    @Test func theHashsTextIsLowerCaseDigits() {
        let reference = BodyReference(hash: self.hash, byteCount: 1)
        #expect(reference.hashText == "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")
        #expect(BodyReference.hash(ofText: reference.hashText) == self.hash)
    }

    @Test(arguments: [
        "", "00", String(repeating: "0", count: 63), String(repeating: "0", count: 65),
        String(repeating: "A", count: 64),
        String(repeating: "g", count: 64), String(repeating: "é", count: 32),
    ])
    func textThatIsNoHashIsNone(text: String) {
        #expect(BodyReference.hash(ofText: text) == nil)
    }

    @Test(arguments: [0, 39, 41, 80])
    func otherLengthsAreNoReference(count: Int) {
        #expect(BodyReference(encoded: [UInt8](repeating: 0, count: count)) == nil)
    }

    @Test func aLengthThatDoesNotFitIsNoReference() {
        #expect(BodyReference(encoded: self.hash + [UInt8](repeating: 0xFF, count: 8)) == nil)
    }
}
