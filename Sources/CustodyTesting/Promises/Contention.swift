/// Whether something was done; false when another was faster and the store said so, with an error of its own that tells it from every
/// failure. Whatever else a loser is told leaves them not knowing whether to try again.
///
/// - Parameter isLoss: whether the error says that another was faster.
func isDone<Loss: Error>(
    lost isLoss: (Loss) -> Bool, _ body: () async throws -> Void
) async throws(BrokenPromise) -> Bool {
    do { try await body() } catch let loss as Loss where isLoss(loss) { return false } catch {
        throw BrokenPromise("whoever was slower was not told so by a \(Loss.self), but got \(error)")
    }
    return true
}

/// Lets so many tasks try to do something at once, and answers which of them did it; see ``isDone(lost:_:)``.
func winners<Loss: Error>(
    among count: Int, lost isLoss: @escaping @Sendable (Loss) -> Bool, _ body: @escaping @Sendable (Int) async throws -> Void
) async throws -> [Int] {
    try await withThrowingTaskGroup(of: Int?.self) { group in
        for number in 1...count {
            group.addTask { try await isDone(lost: isLoss) { try await body(number) } ? number : nil }
        }
        return try await group.reduce(into: []) { if let number = $1 { $0.append(number) } }
    }
}
