import CustodyAudit
import CustodyModel

extension AuditSinkContract {
    /// What shows that nothing was altered.
    static let trust: [ContractPromise<any AuditSink>] = [
        ContractPromise("every receipt is proven under the root of every later size, and under no other index") { sink in
            var receipts: [AuditReceipt] = []
            var roots: [Bytes] = []
            for number in 0..<9 {
                receipts.append(try await record(Cast.read("c-\(number)"), in: sink))
                roots.append(try await status(of: .access, in: sink).root)
            }
            for size in 1...9 {
                for receipt in receipts.prefix(size) {
                    var proof = try await sink.inclusionProof(.access, index: receipt.index, size: UInt64(size))
                    try expect(
                        proof.verifies(leafHash: receipt.leafHash, root: roots[size - 1]),
                        "leaf \(receipt.index) is not proven at size \(size)")
                    proof.index ^= 1
                    try expect(
                        !proof.verifies(leafHash: receipt.leafHash, root: roots[size - 1]), "a proof holds for another index")
                }
            }
        },
        ContractPromise("every size is proven to begin with every earlier one") { sink in
            var roots: [Bytes] = []
            for number in 0..<9 {
                _ = try await record(Cast.read("c-\(number)"), in: sink)
                roots.append(try await status(of: .access, in: sink).root)
            }
            for second in 1...9 {
                for first in 1...second {
                    let proof = try await sink.consistencyProof(.access, from: UInt64(first), to: UInt64(second))
                    try expect(
                        proof.verifies(firstRoot: roots[first - 1], secondRoot: roots[second - 1]),
                        "\(first) to \(second) is not proven")
                    if first < second {
                        try expect(
                            !proof.verifies(firstRoot: roots[second - 1], secondRoot: roots[second - 1]),
                            "another first root passed from \(first) to \(second)")
                    }
                }
            }
        },
        ContractPromise("what the log does not hold cannot be proven") { sink in
            _ = try await record(Cast.read(), in: sink)
            for (index, size) in [(1, 1), (0, 2), (0, 0), (UInt64.max, UInt64.max)] as [(UInt64, UInt64)] {
                try await expectAuditError(.noSuchEntry, "leaf \(index) of \(size)") {
                    _ = try await sink.inclusionProof(.access, index: index, size: size)
                }
            }
            for (first, second) in [(0, 1), (1, 2), (2, 1)] as [(UInt64, UInt64)] {
                try await expectAuditError(.noSuchEntry, "from \(first) to \(second)") {
                    _ = try await sink.consistencyProof(.access, from: first, to: second)
                }
            }
        },
        ContractPromise("a checkpoint is signed over the log as it stands, and others can check it") { sink in
            for _ in 0..<3 { _ = try await record(Cast.read(), in: sink) }
            let before = try await status(of: .access, in: sink)
            try expect(before.unsignedTail, is: 3, "unsigned leaves")
            try expect(before.checkpoint, is: nil, "the checkpoint of a log that was never signed")
            guard let signed = try await sink.checkpoint(.access, at: Cast.start, ifDue: false) else {
                throw BrokenPromise("nothing was signed")
            }
            try expect(signed.checkpoint.origin, is: before.origin, "origin")
            try expect(signed.checkpoint.size, is: 3, "size")
            try expect(signed.checkpoint.root, is: before.root, "root")
            let read = try SignedCheckpoint(decoding: signed.bytes.array, origin: before.origin, verifier: before.verifier)
            try expect(read.checkpoint, is: signed.checkpoint, "what others read")
            let after = try await status(of: .access, in: sink)
            try expect(after.checkpoint?.checkpoint, is: signed.checkpoint, "the newest checkpoint")
            try expect(after.unsignedTail, is: 0, "unsigned leaves after signing")
            try expect(try await sink.verify().logs[.access]?.signedSize, is: 3, "the signed size in the report")
        },
        ContractPromise("the two logs are signed under different origins and keys") { sink in
            let access = try await status(of: .access, in: sink)
            let evidence = try await status(of: .evidence, in: sink)
            try expect(access.origin != evidence.origin, "one origin for two trees")
            try expect(access.verifier.keyID != evidence.verifier.keyID, "one key for two trees")
        },
        ContractPromise("a checkpoint is due after a second or a thousand leaves, and never without a new leaf") { sink in
            let signedSize = { (milliseconds: Int64) async throws -> UInt64? in
                let time = Cast.start.adding(milliseconds: milliseconds)
                return try await sink.checkpoint(.evidence, at: time, ifDue: true)?.checkpoint.size
            }
            try expect(try await signedSize(0), is: nil, "an empty log")
            try expect(
                try await sink.checkpoint(.evidence, at: Cast.start, ifDue: false), is: nil, "an empty log, not only if due")
            _ = try await record(Cast.consent(), in: sink)
            try expect(try await signedSize(0), is: 1, "the first leaf")
            try expect(try await signedSize(5000), is: nil, "no new leaf")
            _ = try await record(Cast.consent(), in: sink)
            try expect(try await signedSize(999), is: nil, "within a second")
            try expect(try await signedSize(1000), is: 2, "after a second")
            _ = try await record(Cast.consent(), in: sink)
            try expect(try await signedSize(-60_000), is: 3, "a clock that was set back")
            var unit = UnitOfWork()
            for _ in 0..<999 { _ = try sink.stage(AuditEvent(.policy, .adoptPolicy, at: Cast.start), in: &unit) }
            _ = try await unit.commit()
            try expect(try await signedSize(-60_000), is: nil, "999 leaves in no time")
            _ = try await record(Cast.consent(), in: sink)
            try expect(try await signedSize(-60_000), is: 1003, "1,000 leaves in no time")
        },
        ContractPromise("checkpoints that are asked for at once only grow") { sink in
            let sizes = try await withThrowingTaskGroup(of: UInt64?.self) { group in
                for number in 0..<24 {
                    group.addTask {
                        if number.isMultiple(of: 2) {
                            _ = try await record(Cast.consent(), in: sink)
                            return nil
                        }
                        return try await sink.checkpoint(.evidence, at: Cast.start, ifDue: false)?.checkpoint.size
                    }
                }
                return try await group.reduce(into: [UInt64]()) { if let size = $1 { $0.append(size) } }
            }
            try expect(Set(sizes).count, is: sizes.count, "a size was signed twice")
            _ = try await sink.checkpoint(.evidence, at: Cast.start, ifDue: false)
            let newest = try await status(of: .evidence, in: sink).checkpoint?.checkpoint.size
            try expect(newest, is: 12, "the newest checkpoint's size")
            try expect(try await sink.verify().findings, is: [], "findings")
        },
        ContractPromise("an intact log verifies, and the keys that are given open all that is theirs") { sink in
            for number in 0..<5 { _ = try await record(Cast.read("c-\(number)"), in: sink) }
            _ = try await record(Cast.consent(), in: sink)
            let report = try await sink.verify(opening: [Cast.subject, Cast.actor, Cast.other])
            try expect(report.findings, is: [], "findings")
            try expect(report.isIntact, "a report without findings is not intact")
            try expect(report.logs[.access]?.size, is: 5, "size")
            try expect(report.logs[.access]?.unsignedTail, is: 5, "unsigned leaves")
            try expect(report.logs[.access]?.openedCompartments, is: 10, "opened in the access log")
            try expect(report.logs[.evidence]?.openedCompartments, is: 1, "opened in the evidence log")
            let root = try await status(of: .access, in: sink).root
            try expect(report.logs[.access]?.root, is: root, "root")
        },
        ContractPromise("a key whose handle is not the one that was sealed for is a finding") { sink in
            _ = try await record(Cast.read(), in: sink)
            var wrong = Cast.subject
            wrong.handle = Cast.other.handle
            let report = try await sink.verify(opening: [wrong])
            try expect(report.findings.map(\.code), is: [.content], "findings")
        },
    ]
}
