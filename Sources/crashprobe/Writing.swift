import CustodyJournal

/// The work that is killed: commits one after the other, some three in one batch, some with a companion write; now and then
/// a companion write alone, and a checkpoint.
struct Writing {
    private let site: Site
    private let companion: any JournalFile
    private let journal: Journal

    init(in root: String) throws {
        site = Site(root: root)
        Padding.mark()
        companion = try site.companion()
        journal = try site.open(companion)
        Line.say("opened \(journal.recovery.lastSequence)")
    }

    func perform(_ count: UInt64) async throws {
        await Padding.pad(journal)
        let first = journal.recovery.lastSequence + 1
        let end = first + count
        var next = first
        while next < end {
            let sequence = next
            if sequence % 10 == 0, sequence + 3 < end {
                await batch(sequence + 1, after: sequence)
                next += 4
            } else {
                await commit(sequence)
                next += 1
            }
            if sequence % 7 == 0 { await companionOnly(sequence) }
            if sequence % 12 == 0 { await checkpoint(sequence) }
        }
        try await journal.close()
        companion.close()
        Line.say("closed")
    }

    private func entry(_ sequence: UInt64) -> JournalEntry {
        JournalEntry(
            sequence: sequence, body: Site.body(sequence),
            companionWrites: sequence % 5 == 0 ? [Site.write(sequence)] : [])
    }

    private func say(_ what: String, _ number: UInt64, _ result: Result<Void, JournalError>) {
        switch result {
        case .success: Line.say("ack \(what) \(number)")
        case .failure(let error): Line.say("fail \(what) \(number) \(error.code)")
        }
    }

    private func commit(_ sequence: UInt64) async {
        Line.say("try commit \(sequence)")
        await withCheckedContinuation { waiter in
            journal.enqueue(entry(sequence)) { result in
                say("commit", sequence, result)
                waiter.resume()
            }
        }
    }

    /// Enqueues three more from the completion of one: they are in the queue when the journal's thread looks again, and so go
    /// into one write each time.
    private func batch(_ first: UInt64, after sequence: UInt64) async {
        Line.say("try commit \(sequence)")
        await withCheckedContinuation { waiter in
            journal.enqueue(entry(sequence)) { result in
                say("commit", sequence, result)
                for member in first..<(first + 3) {
                    Line.say("try commit \(member)")
                    journal.enqueue(entry(member)) { result in
                        say("commit", member, result)
                        if member == first + 2 { waiter.resume() }
                    }
                }
            }
        }
    }

    private func companionOnly(_ value: UInt64) async {
        Line.say("try slot \(value)")
        await withCheckedContinuation { waiter in
            journal.enqueue(JournalEntry(companionWrites: [Site.write(value)])) { result in
                say("slot", value, result)
                waiter.resume()
            }
        }
    }

    private func checkpoint(_ sequence: UInt64) async {
        Line.say("try checkpoint \(sequence)")
        await withCheckedContinuation { waiter in
            journal.checkpoint(JournalCheckpoint(sequence: sequence, payload: Site.payload(sequence))) { result in
                say("checkpoint", sequence, result)
                waiter.resume()
            }
        }
    }
}
