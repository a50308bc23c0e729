import CustodyAudit
import CustodyModel

extension AuditSinkContract {
    /// What is recorded, where, and when not.
    static let recording: [ContractPromise<any AuditSink>] = [
        ContractPromise("a committed event reads back as it was told") { sink in
            var event = Cast.read()
            event.flags = [.breakGlass]
            event.recordCount = 7
            let receipt = try await record(event, in: sink)
            let leaf = try await sink.entry(of: receipt).leaf()
            try expect(leaf.auditClass, is: .access, "class")
            try expect(leaf.action, is: .read, "action")
            try expect(leaf.decision, is: .permit, "decision")
            try expect(leaf.flags, is: [.breakGlass, .payload, .subject], "flags")
            try expect(leaf.time, is: Cast.start, "time")
            try expect(leaf.recordCount, is: 7, "record count")
            try expect(leaf.commit, is: receipt.commit, "the leaf's commit")
            try expect(leaf.batch, is: receipt.commit, "the batch that begins here")
            try expect(leaf.hash, is: receipt.leafHash, "the receipt's leaf hash")
        },
        ContractPromise("reads go to the access log, everything else to the evidence log, unless the event says otherwise") {
            sink in
            try expect(try await record(Cast.read(), in: sink).log, is: .access, "a read")
            try expect(try await record(Cast.consent(), in: sink).log, is: .evidence, "a consent")
            var event = Cast.read()
            event.log = .evidence
            try expect(try await record(event, in: sink).log, is: .evidence, "a read that names the evidence log")
        },
        ContractPromise("the two logs are numbered each by itself and share one order of commits") { sink in
            var receipts: [AuditReceipt] = []
            for number in 0..<6 {
                receipts.append(try await record(number.isMultiple(of: 2) ? Cast.read() : Cast.consent(), in: sink))
            }
            try expect(receipts.map(\.index), is: [0, 0, 1, 1, 2, 2], "indexes")
            try expect(receipts.map(\.commit) == receipts.map(\.commit).sorted(), "commits are out of order")
            let entries = try await sink.entries(AuditQuery())
            try expect(entries.map(\.place), is: receipts.map(\.place), "both logs in the order of commits")
        },
        ContractPromise("two events of one unit get one commit and neighbouring places") { sink in
            var unit = UnitOfWork()
            let first = try sink.stage(Cast.read("a"), in: &unit)
            let second = try sink.stage(Cast.read("b"), in: &unit)
            let commit = try await unit.commit()
            guard let first = commit[first], let second = commit[second] else { throw BrokenPromise("a receipt is missing") }
            try expect([first.index, second.index], is: [0, 1], "indexes")
            try expect(first.commit, is: second.commit, "commit")
            try expect(first.leafHash != second.leafHash, "two events have one leaf")
            let entries = try await sink.entries(AuditQuery(commit: commit.sequence))
            try expect(entries.map(\.leafHash), is: [first.leafHash, second.leafHash], "the entries of the commit")
        },
        ContractPromise("a later event names the commit with which its operation began") { sink in
            let first = try await record(Cast.read(), in: sink)
            var event = AuditEvent(.access, .disclosureAborted, .error, at: Cast.start)
            event.batch = first.commit
            let second = try await record(event, in: sink)
            let leaf = try await sink.entry(of: second).leaf()
            try expect(leaf.batch, is: first.commit, "batch")
            try expect(leaf.commit, is: second.commit, "commit")
        },
        ContractPromise("a log is paged by index and limit") { sink in
            for number in 0..<7 { _ = try await record(Cast.read("c-\(number)"), in: sink) }
            func indexes(_ from: UInt64, _ limit: Int) async throws -> [UInt64] {
                try await sink.entries(AuditQuery(log: .access, from: from, limit: limit)).map(\.index)
            }
            try expect(try await indexes(0, 3), is: [0, 1, 2], "the first page")
            try expect(try await indexes(6, 3), is: [6], "the last page")
            try expect(try await indexes(7, 3), is: [], "behind the end")
            try expect(try await indexes(.max, 3), is: [], "far behind the end")
            try expect(try await indexes(0, 0), is: [], "no limit at all")
        },
        ContractPromise("a unit that is not committed leaves nothing") { sink in
            var unit = UnitOfWork()
            _ = try sink.stage(Cast.read(), in: &unit)
            _ = try sink.stage(registering: [.purpose("p")], system: Cast.system, at: Cast.start, in: &unit)
            try expect(try await sink.entries(AuditQuery()).isEmpty, "an entry appeared without a commit")
            try expect(try await sink.vocabulary().count, is: 0, "names without a commit")
        },
        ContractPromise("when another change of the unit is refused, no event remains") { sink in
            struct Refusal: Error {}
            var unit = UnitOfWork()
            _ = try sink.stage(Cast.read(), in: &unit)
            let refused = StagedChange(
                store: .data, validate: { throw Refusal() }, prepare: { _ in PreparedChange(bytes: [], apply: {}) })
            _ = unit.add(refused, to: sink.coordinator, resultType: Void.self)
            let staged = unit
            try await expectError("the unit", where: { (_: Refusal) in true }) { _ = try await staged.commit() }
            try expect(try await sink.entries(AuditQuery()).isEmpty, "an entry of a refused unit")
            try expect(try await record(Cast.read(), in: sink).index, is: 0, "the first index after a refusal")
        },
        ContractPromise("the retry of an operation adds no second leaf") { sink in
            let random = SeededRandomSource(seed: 9)
            let idempotency = Idempotency(key: .random(from: random), request: .random(from: random))
            var sequences: [CommitSequence] = []
            for _ in 0..<2 {
                var unit = UnitOfWork(idempotency: idempotency)
                _ = try sink.stage(Cast.read(), in: &unit)
                sequences.append(try await unit.commit().sequence)
            }
            try expect(sequences[1], is: sequences[0], "the retry's commit")
            try expect(try await sink.entries(AuditQuery()).count, is: 1, "entries")
        },
        ContractPromise("events that are recorded at once fill the log without a gap") { sink in
            let receipts = try await withThrowingTaskGroup(of: AuditReceipt.self) { group in
                for number in 0..<64 {
                    group.addTask { try await record(number.isMultiple(of: 2) ? Cast.read() : Cast.consent(), in: sink) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            for log in AuditLog.allCases {
                let indexes = receipts.filter { $0.log == log }.map(\.index).sorted()
                try expect(indexes, is: Array(0..<32), "indexes of the log '\(log)'")
            }
            try expect(Set(receipts.map(\.commit)).count, is: 64, "commits")
            for receipt in receipts { _ = try await sink.entry(of: receipt) }
            try expect(try await sink.verify().findings, is: [], "findings")
        },
        ContractPromise("an event that contradicts itself is refused before anything is staged") { sink in
            func refuse(_ code: AuditError.Code, _ what: String, _ change: (inout AuditEvent) -> Void) async throws {
                var event = Cast.read()
                change(&event)
                var unit = UnitOfWork()
                let refused = event
                try await expectAuditError(code, what) { _ = try sink.stage(refused, in: &unit) }
                try expect(unit.isEmpty, "\(what): something was staged")
            }
            try await refuse(.invalidEvent, "an actor under a subject's key") { $0.actor?.keyClass = .subject }
            try await refuse(.invalidEvent, "a subject named twice") { $0.subjects += $0.subjects }
            try await refuse(.invalidEvent, "flags that only the log sets") { $0.flags = [.payload] }
            try await refuse(.invalidEvent, "a negative count") { $0.recordCount = -1 }
            try await refuse(.invalidEvent, "destruction without an erasure") {
                $0.erases = [AuditPlace(.access, 0, compartment: 0)]
            }
            try await refuse(.tooManyPersons, "256 persons") { event in
                event.subjects = (0..<255).map { Cast.person(Cast.identity(100 + $0, .subject), .null) }
            }
        },
    ]
}
