/// Alerts as a sequence, for a host that looks at them itself. Whoever does not keep up misses the oldest, and what nobody read when the
/// process died is not told again: the channel had taken it.
public struct StreamChannel: AlertChannel, AsyncSequence {
    private let stream: AsyncStream<AlertNotice>
    private let continuation: AsyncStream<AlertNotice>.Continuation

    /// A channel that holds so many alerts for whoever reads them.
    public init(holding limit: Int = 1000) {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(Swift.max(1, limit)))
    }

    /// Hands the notice over.
    public func deliver(_ notice: AlertNotice) { continuation.yield(notice) }

    /// Nothing more comes.
    public func finish() { continuation.finish() }

    /// Begins to read.
    public func makeAsyncIterator() -> AsyncStream<AlertNotice>.Iterator { stream.makeAsyncIterator() }
}
