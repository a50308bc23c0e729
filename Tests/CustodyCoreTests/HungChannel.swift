import CustodyMonitor
import Synchronization

/// Says that it was called, and answers only when it is told to or cancelled.
final class HungChannel: AlertChannel {
    let name: String
    let notices = Mutex<[AlertNotice]>([])
    private let calls: AsyncStream<Void>
    private let call: AsyncStream<Void>.Continuation
    private let answers: AsyncStream<Void>
    private let answer: AsyncStream<Void>.Continuation

    init(named name: String = "HungChannel") {
        self.name = name
        (calls, call) = AsyncStream.makeStream()
        (answers, answer) = AsyncStream.makeStream()
    }

    func deliver(_ notice: AlertNotice) async {
        call.yield()
        for await _ in answers {}
        notices.withLock { $0.append(notice) }
    }

    /// Waits until it was called again.
    func wasCalled() async { for await _ in calls { return } }
    /// Answers from now on.
    func release() { answer.finish() }
    var numbers: [UInt64] { notices.withLock { $0.map(\.caseNumber) } }
}
