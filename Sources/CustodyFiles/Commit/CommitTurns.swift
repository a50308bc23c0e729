/// Whose turn it is: commits that meet on something go on in the order in which they came. Without an order, ever new ones that only look
/// at a thing would keep one waiting that alters it.
///
/// Who waits has nothing yet, and gets everything it touches at once: no two can wait for each other.
struct CommitTurns<Waiter> {
    /// What those touch that have their turn.
    private var touched = Touched()
    private var waiting: [(waiter: Waiter, things: Touched.Things)] = []
    /// What those touch that wait.
    private var awaited = Touched()
    /// Whether something was let go that somebody waits for.
    private var isFreed = false

    /// How many wait.
    var waiterCount: Int { waiting.count }

    /// Gives a turn to whoever meets nobody, neither one that has a turn nor one that came before and waits. Anybody else waits.
    ///
    /// - Returns: whether it has its turn.
    mutating func enter(_ waiter: Waiter, touching things: Touched.Things) -> Bool {
        guard touched.blocks(things) || !waiting.isEmpty && awaited.blocks(things) else {
            touched.take(things)
            return true
        }
        waiting.append((waiter, things))
        awaited.take(things)
        return false
    }

    /// One that had its turn is over.
    mutating func leave(_ things: Touched.Things) {
        touched.release(things)
        // Whoever waits goes on by what it meets and by nothing else: nobody is looked at for any other.
        isFreed = isFreed || !waiting.isEmpty && awaited.blocks(things)
    }

    /// Gives their turn to all that wait for nobody any more, and answers them in their order.
    mutating func next() -> [Waiter] {
        guard isFreed else { return [] }
        isFreed = false
        let all = waiting
        (waiting, awaited) = ([], Touched())
        return all.compactMap { enter($0.waiter, touching: $0.things) ? $0.waiter : nil }
    }

    /// Nobody gets a turn any more.
    ///
    /// - Returns: who waited for one.
    mutating func end() -> [Waiter] {
        defer { (waiting, awaited) = ([], Touched()) }
        return waiting.map { $0.waiter }
    }
}
