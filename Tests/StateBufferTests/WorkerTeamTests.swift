import Glibc
import QuantumSimulator
import SimulatorCore
import Synchronization
import Testing

@Suite("The team of threads")
struct WorkerTeamTests {
    @Test("does every part once, however many threads there are")
    func doesEveryPartOnce() {
        for threadCount in 1...4 {
            let team = WorkerTeam(threadCount: threadCount)
            for count in [0, 1, 2, 7, 100, 1_000] {
                let done = Mutex([Int](repeating: 0, count: count))
                team.lead { team.forEachPart(count: count) { part in done.withLock { $0[part] += 1 } } }
                #expect(done.withLock { $0.allSatisfy { $0 == 1 } })
            }
        }
    }

    @Test("serves several leaders at once")
    func servesSeveralLeaders() async {
        let team = WorkerTeam(threadCount: 3)
        await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let sum = Atomic<Int>(0)
                    for _ in 0..<50 {
                        team.lead { team.forEachPart(count: 64) { sum.wrappingAdd($0, ordering: .relaxed) } }
                    }
                    return sum.load(ordering: .relaxed)
                }
            }
            for await sum in group { #expect(sum == 50 * 64 * 63 / 2) }
        }
    }
}

@Suite("The memory budget")
struct MemoryBudgetTests {
    @Test("grants what fits, refuses what never will and what others hold, and takes back")
    func grantsAndRefuses() throws {
        let budget = MemoryBudget(byteCountMax: 1_000)
        #expect(throws: SimulatorError.self) { _ = try budget.reserve(byteCount: 1_001) }
        do {
            let first = try budget.reserve(byteCount: 600)
            #expect(first.byteCount == 600)
            let error = #expect(throws: SimulatorError.self) { _ = try budget.reserve(byteCount: 500) }
            #expect(error?.code == .overCommitted)
            #expect(budget.usedByteCount == 600)
        }
        #expect(budget.usedByteCount == 0)
        _ = try budget.reserve(byteCount: 1_000)
    }

    @Test("is held by a state as long as the state lives")
    func isHeldByState() throws {
        let budget = MemoryBudget(byteCountMax: 1 << 20)
        let team = WorkerTeam(threadCount: 1)
        do {
            let state = try StateBuffer(qubitCount: 10, team: team, budget: budget)
            #expect(
                budget.usedByteCount
                    == StateBuffer.byteCount(qubitCount: state.qubitCount, precision: .double))
        }
        #expect(budget.usedByteCount == 0)
        let error = #expect(throws: SimulatorError.self) {
            _ = try StateBuffer(qubitCount: 30, team: team, budget: budget)
        }
        #expect(error?.code == .tooLarge)
    }
}
