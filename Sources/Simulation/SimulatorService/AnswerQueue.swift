import MessageBus
import RuntimeWire

/// What one connection is still to be sent, in its order. Frames are made one at a time, when there is room for them,
/// so that an answer is held once however long it is.
struct AnswerQueue: Sendable {
    private var answers: BoundedQueue<CircuitFrame>
    /// Bytes of the first answer that were sent.
    private var sentByteCount = 0
    /// Bytes that wait, with a header for each answer.
    private(set) var byteCount = 0

    /// - Parameter countMax: Answers that may wait.
    init(countMax: Int) { self.answers = BoundedQueue(countMax: countMax) }

    var isEmpty: Bool { self.answers.isEmpty }

    /// Adds an answer: a header without flags, and the whole body.
    ///
    /// - Returns: `false` when as many wait as may; nothing was taken.
    mutating func append(_ answer: CircuitFrame) -> Bool {
        guard self.answers.append(answer) else { return false }
        self.byteCount += answer.byteCount
        return true
    }

    /// Takes the next part of the first answer; `nil` when nothing waits.
    mutating func nextFrame() -> CircuitFrame? {
        guard let answer = self.answers.first else { return nil }
        let start = self.sentByteCount
        let end = min(start + CircuitFrame.partByteCountMax, answer.body.count)
        guard end < answer.body.count else {
            _ = self.answers.popFirst()
            self.sentByteCount = 0
            self.byteCount -= answer.byteCount - start
            return start == 0
                ? answer : CircuitFrame(header: answer.header, body: Array(answer.body[start...]))
        }
        self.sentByteCount = end
        self.byteCount -= end - start
        var header = answer.header
        header.flags |= CircuitFrame.moreFollows
        return CircuitFrame(header: header, body: Array(answer.body[start..<end]))
    }
}
