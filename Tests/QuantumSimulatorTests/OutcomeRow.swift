import Foundation
import Testing

/// A packed request of one circuit, and the probability of each of its outcomes.
struct OutcomeRow: Decodable, CustomTestStringConvertible, Sendable {
    let name: String
    /// Base64.
    let request: Data
    /// By outcome, as a decimal number; those left out are impossible.
    let probabilities: [String: Double]

    static func all() throws -> [OutcomeRow] {
        try JSONDecoder().decode([OutcomeRow].self, from: Fixture.data("outcomes.json"))
    }

    var testDescription: String { self.name }

    func expected() throws -> [UInt64: Double] {
        Dictionary(
            uniqueKeysWithValues: self.probabilities.compactMap { key, value in
                UInt64(key).map { ($0, value) }
            })
    }
}
