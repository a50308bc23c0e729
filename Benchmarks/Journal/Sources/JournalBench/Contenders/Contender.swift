/// One row of the table: something that makes commits durable one by one.
protocol Contender: Sendable {
    /// The row's name.
    var name: String { get }

    /// Commits `Payload.body` for so long, in an empty directory.
    func run(in directory: String, seconds: Double) async throws -> Sample
}

/// What every row commits.
enum Payload {
    /// A frame of the journal is 256 bytes: this and its 40.
    static let frameBytes = 256
    static let body: [UInt8] = (0..<(frameBytes - 40)).map { UInt8(truncatingIfNeeded: $0 &* 131) }
}
