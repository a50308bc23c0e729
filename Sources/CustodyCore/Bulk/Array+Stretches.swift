extension Array where Element: Sendable {
    /// What a body makes of each element, in their order. Stretches of them are gone through beside each other, as far as there are
    /// processors.
    func mappedInStretches<Result: Sendable>(
        _ body: @escaping @Sendable (Element) async throws -> Result
    ) async throws -> [Result] {
        let length = Swift.max(64, (count + 7) / 8)
        return try await withThrowingTaskGroup(of: (Int, [Result]).self) { group in
            for start in stride(from: 0, to: count, by: length) {
                let stretch = self[start..<Swift.min(start + length, count)]
                group.addTask {
                    var results: [Result] = []
                    results.reserveCapacity(stretch.count)
                    for element in stretch { results.append(try await body(element)) }
                    return (start, results)
                }
            }
            var stretches: [(Int, [Result])] = []
            for try await stretch in group { stretches.append(stretch) }
            return stretches.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
    }
}
