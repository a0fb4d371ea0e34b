import Foundation
import RuntimeModel
import Testing

@Suite struct JobIDTests {
    @Test(arguments: [
        "00112233445566778899aabbccddeeff", "00000000000000000000000000000000",
        "ffffffffffffffffffffffffffffffff",
        "0123456789abcdef0000000000000001",
    ])
    func theTextIsReadAndWritten(text: String) throws {
        let id = try #require(JobID(text))
        #expect(id.description == text)
        #expect(id.digits == Array(text.utf8))
    }

    @Test(arguments: [
        "", "0", "0011223344556677889 aabbccddeeff", "00112233445566778899aabbccddeef",
        "00112233445566778899aabbccddeefff",
        "00112233445566778899AABBCCDDEEFF", "g0112233445566778899aabbccddeeff",
        "-0112233445566778899aabbccddeeff",
        "0x112233445566778899aabbccddeeff", "0011223344556677\t899aabbccddeeff",
        "é0112233445566778899aabbccddeef",
    ])
    func everythingElseIsNoID(text: String) {
        #expect(JobID(text) == nil)
    }

    @Test func theFirstDigitIsTheHighestOfTheHighWord() {
        let id = JobID("8000000000000000" + "0000000000000001")
        #expect(id?.high == 1 << 63)
        #expect(id?.low == 1)
    }

    @Test func noJobIsAllZero() {
        #expect(JobID.none.description == String(repeating: "0", count: 32))
    }

    @Test func itIsOneStringInJSON() throws {
        let id = JobID(high: 1, low: 0xAB)
        let data = try JSONEncoder().encode([id])
        #expect(String(decoding: data, as: UTF8.self) == #"["000000000000000100000000000000ab"]"#)
        #expect(try JSONDecoder().decode([JobID].self, from: data) == [id])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([JobID].self, from: Data(#"["job1"]"#.utf8))
        }
    }
}
