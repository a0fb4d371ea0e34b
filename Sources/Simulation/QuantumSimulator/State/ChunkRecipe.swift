/// The factors that one chunk of a state has of its own.
enum ChunkRecipe {
    case product(ProductTables, at: Int)
    case phases(PhaseTables, at: Int)
    case diagonal(DiagonalTables, at: Int)
}
