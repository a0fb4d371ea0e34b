/// A regular expression as its text groups it.
indirect enum PatternTree {
    case empty
    case scalar(UInt32)
    case set(ScalarSet)
    case start
    case end
    case boundary(isOne: Bool)
    case sequence([PatternTree])
    case alternatives([PatternTree])
    /// Without `max`, as often as it goes.
    case repeated(PatternTree, min: Int, max: Int?)
}
