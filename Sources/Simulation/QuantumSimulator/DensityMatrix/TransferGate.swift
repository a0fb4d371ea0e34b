import NoiseModel
import SimulatorCore

/// A gate as density matrices take it.
enum TransferGate {
    case channel(TransferOperation)
    case wide(WideGate)
    /// A phase of the whole state, of which a density matrix shows nothing.
    case nothing

    init(_ operation: LinearOperation) {
        let controls = (0..<LinearOperation.qubitCountMax).filter { operation.controlMask >> $0 & 1 == 1 }
        let targets = operation.targets
        let count = controls.count + targets.count
        if count == 0 {
            self = .nothing
        } else if count <= BlochVector.operationQubitCountMax {
            let state = controls.enumerated().reduce(UInt64(0)) {
                $0 | UInt64(operation.controlValue >> $1.element & 1) << UInt64($1.offset)
            }
            let matrix = GateMatrix.controlled(
                Self.matrix(of: operation), targetCount: targets.count, controlCount: controls.count,
                controlState: state)
            self = .channel(
                TransferOperation(
                    TransferMatrix(operators: [matrix], qubitCount: count), on: controls + targets))
        } else {
            self = .wide(WideGate(operation))
        }
    }

    /// The matrix on the targets.
    private static func matrix(of operation: LinearOperation) -> [Double] {
        switch operation.kind {
        case .dense(_, let matrix): return matrix
        case .swap:
            return (0..<16).flatMap { [[0, 6, 9, 15].contains($0) ? 1.0 : 0, 0] }
        case .diagonal(_, let entries):
            let rowCount = entries.count / 2
            return (0..<(rowCount * rowCount)).flatMap { place in
                let (row, column) = (place / rowCount, place % rowCount)
                return row == column ? [entries[2 * row], entries[2 * row + 1]] : [0, 0]
            }
        }
    }
}
