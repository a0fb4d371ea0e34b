extension SmallState {
    /// Draws basis states: shots are split in two by each bit, the highest first, until none are left.
    ///
    /// - Parameter body: Gets each basis state that was drawn and how often, in ascending order.
    @inline(__always)
    func draw(
        shotCount: Int, using random: inout PhiloxRandom, _ body: (_ index: Int, _ count: Int) -> Void
    ) {
        let count = max(self.count, 8)
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * count) { tree in
            guard let tree = tree.baseAddress else { return }
            let leaves = UnsafeMutableRawPointer(tree + count)
            for index in 0..<self.blockCount {
                leaves.storeBytes(of: self.weights(index), toByteOffset: 64 &* index, as: Vector.self)
            }
            for node in Swift.stride(from: count &- 1, to: 0, by: -1) {
                tree[node] = tree[2 &* node] + tree[2 &* node &+ 1]
            }
            Self.descend(from: 1, leafStart: count, tree, shotCount: shotCount, using: &random, body)
        }
    }

    static func descend(
        from node: Int, leafStart: Int, _ tree: UnsafeMutablePointer<Double>, shotCount: Int,
        using random: inout PhiloxRandom, _ body: (_ index: Int, _ count: Int) -> Void
    ) {
        var node = node
        while node < leafStart {
            let (left, right) = (tree[2 &* node], tree[2 &* node &+ 1])
            node = 2 &* node
            if right == 0 { continue }
            let leftCount =
                left == 0 ? 0 : random.nextSuccessCount(of: shotCount, probability: left / (left + right))
            if leftCount == shotCount { continue }
            if leftCount > 0 {
                Self.descend(
                    from: node, leafStart: leafStart, tree, shotCount: leftCount, using: &random, body)
                Self.descend(
                    from: node &+ 1, leafStart: leafStart, tree, shotCount: shotCount &- leftCount,
                    using: &random, body)
                return
            }
            node &+= 1
        }
        body(node &- leafStart, shotCount)
    }
}
