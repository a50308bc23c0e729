/// Tasks that each wait for what they wrote before they write the next.
enum Writers {
    /// So many of them, for so long.
    ///
    /// - Parameter write: writes durably. It gets a number that no other call gets.
    static func run(
        _ count: Int, seconds: Double, write: @escaping @Sendable (Int) async throws -> Void
    ) async throws -> Sample {
        let window = Window(seconds: seconds)
        let recorders = try await withThrowingTaskGroup(of: Recorder.self) { group in
            for writer in 0..<count {
                group.addTask {
                    var recorder = Recorder(window)
                    var start = Stopwatch.now()
                    var number = writer
                    while true {
                        try await write(number)
                        number += count
                        guard let next = recorder.note(from: start) else { return recorder }
                        start = next
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        return Sample(recorders, in: window)
    }
}
