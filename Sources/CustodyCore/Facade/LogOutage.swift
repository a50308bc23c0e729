/// What becomes of an operation that the log cannot record. In either case nothing is disclosed or stored without its record; the
/// question is only how long the caller waits before it fails.
///
/// What was not recorded is counted, and the log says so itself as soon as it takes something again: ``Custodian/unrecorded``.
public struct LogOutage: Sendable {
    /// For how long it is tried again; nil for not at all.
    let limit: Duration?
    let pause: @Sendable (Duration) async throws -> Void

    /// How long to wait between two attempts.
    static let step: Duration = .milliseconds(100)

    /// It fails at once.
    public static let failClosed = LogOutage(limit: nil) { _ in }

    /// It is tried again until the log takes it, for so long at most, and fails then.
    ///
    /// Only what is certainly not durable is tried again. A store of files whose disk failed has to be opened anew, so that there the
    /// waiting ends with the second attempt; it is for logs that come back by themselves, such as a database behind a network. What was
    /// decided stays decided while it waits, unless what the decision rests on was changed: keep the time short.
    public static func block(upTo limit: Duration) -> LogOutage {
        block(upTo: limit) { try await Task.sleep(for: $0) }
    }

    /// As ``block(upTo:)``.
    ///
    /// - Parameter pause: waits for so long; what it throws ends the operation.
    public static func block(
        upTo limit: Duration, pausing pause: @escaping @Sendable (Duration) async throws -> Void
    ) -> LogOutage {
        LogOutage(limit: limit, pause: pause)
    }
}
