import CustodyAccess
import CustodyData
public import CustodyModel

/// The same view of everybody of whom a question finds a record, a batch after another.
///
/// Each person is decided about by what is durable when their batch is recorded, so that who objects, withdraws, is restricted or erased
/// while the stream goes on is met accordingly. Nothing is recorded or opened that is not asked for: the stream waits for its
/// reader, and reads one batch ahead. It ends where its reader stops.
///
/// Going through it again decides, records and discloses again.
public struct DisclosureStream<View: PersonalView>: AsyncSequence, Sendable {
    /// A batch.
    public typealias Element = DisclosureBatch<View>

    let custodian: Custodian
    var question: BulkQuestion

    /// At least as many records as there are, as the policy was asked.
    public var recordCount: Int { question.recordCount }

    /// Begins at the first record.
    public func makeAsyncIterator() -> Iterator { Iterator(custodian: custodian, question: question) }

    /// Goes through the stream.
    public struct Iterator: AsyncIteratorProtocol {
        private let custodian: Custodian
        private let question: BulkQuestion
        private var handed = 0
        private var isOver = false
        private var ahead: ReadAhead?

        init(custodian: Custodian, question: BulkQuestion) {
            self.custodian = custodian
            self.question = question
        }

        /// The next batch; nil when there is none.
        ///
        /// - Throws: ``CustodianError`` with `denied` when the principal may have no more, `notRecorded` when the log cannot take it,
        ///   `busy`; `CancellationError`. Nothing of the batch was handed out then, and the stream is over.
        public mutating func next() async throws -> DisclosureBatch<View>? {
            guard !isOver else { return nil }
            do {
                try Task.checkCancellation()
                guard let page = try await nextPage(), !page.parts.isEmpty else {
                    isOver = true
                    return nil
                }
                let batch = try await custodian.batch(of: View.self, page, question, handed: handed)
                handed += page.parts.count
                return batch
            } catch {
                isOver = true
                throw CustodianError.facing(error)
            }
        }

        /// What was read ahead, or what comes now. What comes behind it begins to be read.
        private mutating func nextPage() async throws -> BulkPage? {
            let room = Swift.min(question.batch, (question.limit ?? .max) - handed)
            guard room > 0 else { return nil }
            let page: BulkPage
            if let ahead {
                self.ahead = nil
                page = try await ahead.page()
            } else {
                page = try await custodian.page(of: question, after: nil, limit: room, nil)
            }
            let left = Swift.min(question.batch, (question.limit ?? .max) - handed - page.parts.count)
            guard let next = page.next, left > 0 else {
                isOver = true
                return page
            }
            let (custodian, question, merged) = (custodian, question, page.merged)
            ahead = ReadAhead { try await custodian.page(of: question, after: next, limit: left, merged) }
            return page
        }
    }
}

/// A page that is being read; letting it go ends the reading.
private final class ReadAhead: Sendable {
    private let task: Task<BulkPage, any Error>

    init(_ read: @escaping @Sendable () async throws -> BulkPage) { task = Task { try await read() } }

    deinit { task.cancel() }

    func page() async throws -> BulkPage {
        let task = task
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }
}
