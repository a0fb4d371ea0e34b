/// What some shots of a branch draw.
struct NoiseWay {
    var shotCount: Int
    var operations: [PendingNoise]
}
