extension Array where Element: Sendable {
    /// What a body makes of each of some stretches of the elements, in their order. It goes through them beside each other, as far as
    /// there are processors.
    func mapStretches<Result: Sendable>(
        _ body: @escaping @Sendable (ArraySlice<Element>) async throws -> Result
    ) async throws -> [Result] {
        let length = Swift.max(64, (count + 7) / 8)
        return try await withThrowingTaskGroup(of: (Int, Result).self) { group in
            for start in stride(from: 0, to: count, by: length) {
                let stretch = self[start..<Swift.min(start + length, count)]
                group.addTask { (start, try await body(stretch)) }
            }
            var stretches: [(start: Int, result: Result)] = []
            for try await stretch in group { stretches.append(stretch) }
            return stretches.sorted { $0.start < $1.start }.map { $0.result }
        }
    }
}
