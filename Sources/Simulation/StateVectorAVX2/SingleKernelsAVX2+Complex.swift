// Written by Tools/kernels from Sources/Simulation/StateVector/DoubleKernels+Complex.swift; change it.

extension SingleKernelsAVX2 {
    /// As many complex numbers as a vector has lanes.
    struct Complexes {
        var real: Vector
        var imaginary: Vector

        @inline(__always)
        init(_ real: Vector, _ imaginary: Vector) {
            self.real = real
            self.imaginary = imaginary
        }

        /// The numbers at the same place of both parts of a block.
        @inline(__always)
        init(at pointer: UnsafeMutablePointer<Vector>) {
            self.real = pointer[0]
            self.imaginary = pointer[vectorCount]
        }

        /// One number in every lane.
        @inline(__always)
        init(repeating pointer: UnsafePointer<Real>) {
            self.real = Vector(repeating: pointer[0])
            self.imaginary = Vector(repeating: pointer[1])
        }

        @inline(__always)
        func store(at pointer: UnsafeMutablePointer<Vector>) {
            pointer[0] = self.real
            pointer[vectorCount] = self.imaginary
        }

        /// The product with one number.
        @inline(__always)
        func times(_ factor: UnsafePointer<Real>) -> Complexes {
            self.times(Complexes(repeating: factor))
        }

        @inline(__always)
        func times(_ factor: Complexes) -> Complexes {
            Complexes(
                multiplyAdd(factor.real, self.real, -(factor.imaginary * self.imaginary)),
                multiplyAdd(factor.real, self.imaginary, factor.imaginary * self.real))
        }

        /// The sum with the product of a number and others.
        @inline(__always)
        func adding(_ factor: UnsafePointer<Real>, times other: Complexes) -> Complexes {
            let real = Vector(repeating: factor[0])
            let imaginary = Vector(repeating: factor[1])
            return Complexes(
                multiplyAdd(-imaginary, other.imaginary, multiplyAdd(real, other.real, self.real)),
                multiplyAdd(imaginary, other.real, multiplyAdd(real, other.imaginary, self.imaginary)))
        }

        /// The sum with the product of a real number and others.
        @inline(__always)
        func adding(real factor: Vector, times other: Complexes) -> Complexes {
            Complexes(
                multiplyAdd(factor, other.real, self.real),
                multiplyAdd(factor, other.imaginary, self.imaginary))
        }

        /// The sum with the product of an imaginary number and others.
        @inline(__always)
        func adding(imaginary factor: Vector, times other: Complexes) -> Complexes {
            Complexes(
                multiplyAdd(-factor, other.imaginary, self.real),
                multiplyAdd(factor, other.real, self.imaginary))
        }
    }
}
