/// One thing to run on a loop.
enum LoopWork {
    case job(UnownedJob)
    case action(@Sendable () -> Void)
}
