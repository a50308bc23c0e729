import CustodyJournal
import CustodyModel

/// A request with its place in the order, sealed and encoded. A value: one that waits for its turn is read by another thread, under the
/// lock beneath which it was put there.
struct BoundCommit: Sendable {
    let request: CommitRequest
    let sequence: CommitSequence
    let prepared: [PreparedChange]
    let entry: JournalEntry
    /// Why it came to nothing although it had a number, which a commit without changes then takes.
    let refusal: (any Error)?

    init(_ request: CommitRequest, at sequence: CommitSequence) {
        self.request = request
        self.sequence = sequence
        do {
            let prepared = try request.changes.map { try $0.prepare(sequence) }
            entry = try Self.entry(of: request, prepared, at: sequence)
            self.prepared = prepared
            refusal = nil
        } catch {
            entry = JournalEntry(sequence: sequence.rawValue, body: CommitBody(idempotency: nil, parts: []).encoded())
            prepared = []
            refusal = error
        }
    }

    private static func entry(
        of request: CommitRequest, _ prepared: [PreparedChange], at sequence: CommitSequence
    ) throws -> JournalEntry {
        let parts = try zip(request.changes, prepared)
            .map { CommitBody.Part(store: $0.store.rawValue, change: Bytes(try $1.bytes())) }
            .filter { $0.change.count > 0 }
        let body = CommitBody(idempotency: request.idempotency, parts: parts).encoded()
        guard body.count <= Journal.maximumBodyBytes else {
            throw CommitError(
                .unencodable, "one operation of \(body.count) bytes is above \(Journal.maximumBodyBytes); split it")
        }
        var entry = JournalEntry(sequence: sequence.rawValue, body: body)
        for write in prepared.lazy.flatMap(\.slotWrites) {
            entry.companionWrites.append(.init(offset: write.offset, bytes: write.bytes))
        }
        return entry
    }
}
