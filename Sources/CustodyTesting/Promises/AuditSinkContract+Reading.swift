import CustodyAudit
import CustodyModel

extension AuditSinkContract {
    /// How entries are found.
    static let reading: [ContractPromise<any AuditSink>] = [
        ContractPromise("every query finds what a look at every entry finds") { sink in
            var log = RandomAuditLog(seed: 11)
            try await log.register(in: sink)
            for _ in 0..<3 {
                try await log.record(60, in: sink)
                try expect(try await log.compare(80, in: sink) > 100, "the queries found hardly anything")
            }
        },
        ContractPromise("when the index is made anew, every query answers as before") { sink in
            var log = RandomAuditLog(seed: 12)
            try await log.register(in: sink)
            try await log.record(100, in: sink)
            try await sink.rebuildIndex()
            try await log.compare(80, in: sink)
            try await log.record(20, in: sink)
            try await log.compare(40, in: sink)
            try expect(try await sink.verify().findings, is: [], "findings")
        },
        ContractPromise("the entries of two persons are those that concern both") { sink in
            _ = try await record(Cast.consent(), in: sink)
            let both = try await record(Cast.read(), in: sink)
            let persons = [try await sink.references(to: Cast.subject), try await sink.references(to: Cast.actor)]
            try expect(try await sink.entries(AuditQuery(persons: persons)).map(\.place), is: [both.place], "entries of both")
            try expect(try await sink.entries(AuditQuery(persons: [persons[0]])).count, is: 2, "entries of the subject")
            try expect(try await sink.entries(AuditQuery(persons: [[]])).isEmpty, "entries of nobody")
        },
        ContractPromise("times are found from the first on, and the last is not among them") { sink in
            let first = try await record(Cast.read(at: Cast.start), in: sink)
            _ = try await record(Cast.read(at: Cast.nextMonth), in: sink)
            let earlier = try await record(Cast.read(at: Cast.start.adding(milliseconds: -1)), in: sink)
            func places(_ time: Range<Instant>) async throws -> [AuditPlace] {
                try await sink.entries(AuditQuery(time: time)).map(\.place)
            }
            try expect(try await places(Cast.start..<Cast.nextMonth), is: [first.place], "from the first on")
            let all = Cast.start.adding(milliseconds: -1)..<Cast.nextMonth
            try expect(try await places(all), is: [first.place, earlier.place], "in the order of commits, not of times")
            try expect(try await places(Cast.start..<Cast.start), is: [], "no time at all")
        },
        ContractPromise("a purpose without a number finds nothing, not what has no purpose") { sink in
            try await register([.purpose("care")], in: sink)
            var event = Cast.read()
            _ = try await record(event, in: sink)
            event.purpose = "unknown"
            _ = try await record(event, in: sink)
            event.purpose = "care"
            let care = try await record(event, in: sink)
            try expect(try await sink.entries(AuditQuery(purposes: ["unknown"])).isEmpty, "entries of an unknown purpose")
            try expect(
                try await sink.entries(AuditQuery(purposes: ["unknown", "care"])).map(\.place), is: [care.place],
                "entries of a known one")
        },
        ContractPromise("a page has as many entries as it was asked for at most, whatever the number, and from any place on") {
            sink in
            for _ in 0..<3 { _ = try await record(Cast.read(), in: sink) }
            for (limit, count) in [(Int.min, 0), (-1, 0), (0, 0), (1, 1), (Int.max, 3)] {
                let entries = try await sink.entries(AuditQuery(log: .access, limit: limit))
                try expect(entries.map(\.index), is: Array(0..<UInt64(count)), "the entries of a page of \(limit)")
                let (hashes, leaves) = (entries.map(\.leafHash), entries.map(\.leafBytes))
                try expect(
                    try await sink.leafHashes(.access, from: 0, limit: limit), is: hashes, "the hashes of one of \(limit)")
                try expect(
                    try await sink.leaves(.access, from: 0, limit: limit).leaves, is: leaves, "the leaves of one of \(limit)")
                for end in [3, UInt64(Int64.max), .max] {
                    try expect(try await sink.entries(AuditQuery(from: end, limit: limit)).isEmpty, "entries behind the end")
                    try expect(try await sink.leafHashes(.access, from: end, limit: limit).isEmpty, "hashes behind the end")
                    try expect(try await sink.leaves(.access, from: end, limit: limit).leaves.isEmpty, "leaves behind the end")
                }
            }
        },
        ContractPromise("read one after another, entries come in the order of commits, each commit whole, from any commit on") {
            sink in
            var log = RandomAuditLog(seed: 13)
            try await log.record(70, in: sink)
            let all = try await sink.entries(AuditQuery(limit: .max))
            for page in [1, 2, 7, 1000] {
                var read: [AuditEntry] = []
                for try await entry in AuditEntries(of: sink, page: page) { read.append(entry) }
                try expect(read.map(\.place), is: all.map(\.place), "the entries in pages of \(page)")
            }
            guard let middle = try all.dropFirst(40).first?.leaf().commit else { throw BrokenPromise("there is no entry 40") }
            var later: [AuditPlace] = []
            for try await entry in sink.entries(since: middle, matching: AuditQuery(decisions: [.permit])) {
                later.append(entry.place)
            }
            let expected = try all.filter { entry in
                let leaf = try entry.leaf()
                return leaf.commit >= middle && leaf.decision == .permit
            }
            try expect(later, is: expected.map(\.place), "the entries from a commit on")
            for try await entry in sink.entries(since: sink.coordinator.lastSequence.next) {
                throw BrokenPromise("\(entry.place) comes behind the newest commit")
            }
        },
    ]
}
