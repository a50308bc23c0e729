import CustodyAudit
import CustodyModel

extension AuditSinkContract {
    /// How a log gets another key.
    static let keys: [ContractPromise<any AuditSink>] = [
        ContractPromise("who trusts a key that was replaced is led to the new one by what both signed") { sink in
            for log in [AuditLog.access, .evidence] {
                _ = try await record(log == .access ? Cast.read() : Cast.consent(), in: sink)
                _ = try await sink.checkpoint(log, at: Cast.start, ifDue: false)
            }
            let old = try await sink.status().mapValues(\.verifier)
            var unit = UnitOfWork()
            let staged = try sink.stage(
                rotatingTo: NoteSigner(name: "next", seed: [UInt8](repeating: 9, count: 32)),
                by: Cast.person(Cast.actor, .map(["id": .text("agent-7")])), as: nil, at: Cast.start, in: &unit)
            let commit = try await unit.commit()
            try expect(
                staged.compactMap { commit[$0]?.place }.sorted(),
                is: [AuditPlace(.evidence, 1), AuditPlace(.access, 1)].sorted(),
                "the places of the leaves")
            for (log, old) in old {
                guard let signed = try await sink.checkpoint(log, at: Cast.start, ifDue: false) else {
                    throw BrokenPromise("the log with the change was not signed")
                }
                let new = try await status(of: log, in: sink).verifier
                try expect(new != old, "the key was not replaced")
                try expect(try signed.note.signers(among: [old, new]), is: [old, new], "who signed the change")
                var trusted = TrustedLog(old)
                for proof in try await sink.rotations(log) { try trusted.learn(from: proof) }
                try expect(trusted.newest, is: new, "the key that the receipts lead to")
                try expect(try trusted.checkpoint(signed.note).checkpoint.size, is: 2, "the size that both signed")
                _ = try await record(log == .access ? Cast.read() : Cast.consent(), in: sink)
                guard let later = try await sink.checkpoint(log, at: Cast.start, ifDue: false) else {
                    throw BrokenPromise("the log was not signed after the change")
                }
                try expect(try later.note.signers(among: [old, new]), is: [new], "who signs after the change")
            }
            try expect(try await sink.verify().findings, is: [], "findings")
        },
        ContractPromise("the entries of a replaced key tell in which role it was permitted, if anybody was asked") { sink in
            try await register([.role("agent")], in: sink)
            for actor in [Cast.person(Cast.actor, .map(["id": .text("agent-7")])), nil] as [AuditPerson?] {
                let role: RoleID? = actor == nil ? nil : "agent"
                let decision: AuditDecision = actor == nil ? .none : .permit
                var unit = UnitOfWork()
                let staged = try sink.stage(
                    rotatingTo: NoteSigner(name: "next", seed: [UInt8](repeating: actor == nil ? 8 : 9, count: 32)), by: actor,
                    as: role, at: Cast.start, in: &unit)
                let commit = try await unit.commit()
                let receipts = staged.compactMap { commit[$0] }
                try expect(receipts.count, is: AuditLog.allCases.count, "entries")
                for receipt in receipts {
                    let leaf = try await sink.entry(of: receipt).leaf()
                    try expect(leaf.decision, is: decision, "the decision")
                    try expect(try await sink.vocabulary().role(of: leaf), is: role, "the role")
                    _ = try await sink.checkpoint(receipt.log, at: Cast.start, ifDue: false)
                }
            }
        },
    ]
}
