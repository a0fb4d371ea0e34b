import JobStore
import RuntimeTestKit
import Testing

@Suite struct JobStoreContractTests {
    @Test(arguments: StoreUnderTest.allCases, JobStoreContract.clauses)
    func everyStoreKeepsTheContract(kind: StoreUnderTest, clause: JobStoreContract) async throws {
        try await kind.run { try await clause.verify($0) }
    }
}
