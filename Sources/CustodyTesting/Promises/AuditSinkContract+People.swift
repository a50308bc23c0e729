import Crypto
import CustodyAudit
import CustodyModel

extension AuditSinkContract {
    /// What the log says about persons, to whom, and what remains when they are erased.
    static let people: [ContractPromise<any AuditSink>] = [
        ContractPromise("what is said about a person opens with their key and handle and with no other") { sink in
            let entry = try await sink.entry(of: try await record(Cast.read("c-1042"), in: sink))
            try expect(try entry.open(as: Cast.subject), is: .map(["id": .text("c-1042")]), "the subject's part")
            try expect(try entry.open(as: Cast.actor), is: .map(["id": .text("agent-7")]), "the actor's part")
            try await expectAuditError(.notConcerned, "another subject") { _ = try entry.open(as: Cast.other) }
            var wrong = Cast.subject
            wrong.handle = Cast.other.handle
            try await expectAuditError(.tampered, "the right key under another handle") { _ = try entry.open(as: wrong) }
            wrong = Cast.subject
            wrong.key = Cast.actor.key
            try await expectAuditError(.notConcerned, "another key under the right handle") { _ = try entry.open(as: wrong) }
        },
        ContractPromise("one event holds 255 persons, each with a part of their own") { sink in
            var event = Cast.read()
            let crowd = (0..<254).map { Cast.identity(100 + $0, .subject) }
            event.subjects = crowd.enumerated().map { Cast.person($1, .unsigned(UInt64($0))) }
            let entry = try await sink.entry(of: try await record(event, in: sink))
            try expect(entry.compartments.count, is: 255, "compartments")
            try expect(try entry.leaf().subjectReference, is: .zero, "the reference of an event about several subjects")
            for number in [0, 100, 253] {
                try expect(try entry.open(as: crowd[number]), is: .unsigned(UInt64(number)), "the part of person \(number)")
            }
        },
        ContractPromise("an alteration of any byte of an entry is detected") { sink in
            let entry = try await sink.entry(of: try await record(Cast.read(), in: sink))
            for byte in entry.leafBytes.array.indices {
                var altered = entry
                altered.leafBytes.array[byte] ^= 1
                try expect((try? altered.open(as: Cast.subject)) == nil, "byte \(byte) of the leaf was altered unnoticed")
            }
            guard let box = entry.compartments[0].box else { throw BrokenPromise("the content is missing") }
            for byte in box.array.indices {
                var bytes = box
                bytes.array[byte] ^= 1
                var altered = entry
                altered.compartments[0] = entry.compartments[0].with(box: bytes)
                try await expectAuditError(.tampered, "byte \(byte) of the content") { _ = try altered.open(as: Cast.subject) }
            }
            var moved = entry
            moved.compartments[0].commitment = entry.compartments[1].commitment
            try await expectAuditError(.tampered, "another commitment") { _ = try moved.open(as: Cast.subject) }
        },
        ContractPromise("content cannot be moved from one entry to another") { sink in
            let first = try await sink.entry(of: try await record(Cast.read("a"), in: sink))
            let second = try await sink.entry(of: try await record(Cast.read("b"), in: sink))
            var altered = first
            altered.compartments = second.compartments
            try await expectAuditError(.tampered, "another entry's parts") { _ = try altered.open(as: Cast.subject) }
        },
        ContractPromise("a person's entries are found by their key, in every month and both logs, and nobody else's are") {
            sink in
            let first = try await record(Cast.read(at: Cast.start), in: sink)
            var foreign = AuditEvent(.access, .read, .permit, at: Cast.start)
            foreign.subjects = [Cast.person(Cast.other, .null)]
            _ = try await record(foreign, in: sink)
            let second = try await record(Cast.consent(at: Cast.start), in: sink)
            let third = try await record(Cast.read(at: Cast.nextMonth), in: sink)
            let found = try await sink.entries(about: Cast.subject)
            try expect(found.map(\.place), is: [first, second, third].map(\.place), "the subject's entries")
            try expect(try await sink.entries(about: Cast.subject, limit: 2).count, is: 2, "entries up to a limit")
            try expect(try await sink.entries(about: Cast.system).isEmpty, "entries of somebody who is in none")
        },
        ContractPromise("a person's reference tells neither two months nor two logs to be about the same person") { sink in
            var references: Set<Handle> = []
            for event in [Cast.read(), Cast.read(at: Cast.nextMonth), Cast.consent()] {
                references.insert(try await sink.entry(of: try await record(event, in: sink)).leaf().subjectReference)
            }
            try expect(references.count, is: 3, "different references")
        },
        ContractPromise("one event recorded twice has nothing in common but its fixed fields") { sink in
            let first = try await sink.entry(of: try await record(Cast.read(), in: sink)).compartments
            let second = try await sink.entry(of: try await record(Cast.read(), in: sink)).compartments
            for (one, two) in zip(first, second) {
                try expect(one.commitment != two.commitment, "a commitment was repeated")
                try expect(one.box?.array.prefix(12) != two.box?.array.prefix(12), "a nonce was repeated")
            }
        },
        ContractPromise("no handle, key or content stands in the log in clear") { sink in
            var event = Cast.read("anna@example.org")
            event.system = Cast.person(Cast.system, .text("a word of the system"))
            let entry = try await sink.entry(of: try await record(event, in: sink))
            let bytes = try CBOR.encode(entry)
            var secrets = ["anna@example.org", "agent-7", "a word of the system"].map { Array($0.utf8) }
            for identity in [Cast.subject, Cast.actor, Cast.system] {
                secrets += [identity.handle.bytes, identity.key.withUnsafeBytes { Array($0) }]
            }
            for secret in secrets { try expect(!bytes.contains(run: secret), "\(secret.hex) stands in clear") }
        },
        ContractPromise("an erasure destroys what it names, and the rest stays verifiable") { sink in
            let first = try await record(Cast.read(), in: sink)
            let second = try await record(Cast.consent(), in: sink)
            let request = Bytes([UInt8](repeating: 5, count: 32))
            var event = AuditEvent(.erasure, .erasureDone, at: Cast.start)
            event.control = .erasure(
                AuditErasure(of: [Cast.subject.handle], reason: 1, requestedAt: Cast.start, requestCommitment: request))
            event.erases = [
                AuditPlace(.access, first.index, compartment: 0), AuditPlace(.evidence, second.index, compartment: 0),
            ]
            let erased = try await record(event, in: sink)

            let entry = try await sink.entry(of: first)
            try await expectAuditError(.erased, "the subject's part") { _ = try entry.open(as: Cast.subject) }
            try expect(try entry.open(as: Cast.actor), is: .map(["id": .text("agent-7")]), "the actor's part")
            try expect(entry.compartments[0].erasedBy, is: erased.place, "what took the content")
            guard case .erasure(let control) = try await sink.entry(of: erased).leaf().control else {
                throw BrokenPromise("the leaf tells of no erasure")
            }
            try expect(control.handles, is: [Cast.subject.handle], "whose keys are gone")
            try expect(control.erasedCount, is: 2, "how much was erased")
            let report = try await sink.verify(opening: [Cast.actor])
            try expect(report.findings, is: [], "findings")
            try expect(report.logs[.access]?.erasedCompartments, is: 1, "erased in the access log")
            try expect(report.logs[.evidence]?.erasedCompartments, is: 1, "erased in the evidence log")

            let again = event
            try await expectAuditError(.erased, "erasing it again") { _ = try await record(again, in: sink) }
        },
    ]
}

extension AuditCompartment {
    fileprivate func with(box: Bytes) -> AuditCompartment {
        AuditCompartment(
            position: position, keyClass: keyClass, reference: reference, month: month, commitment: commitment, box: box)
    }
}

extension [UInt8] {
    /// Whether the bytes occur in one run.
    func contains(run: [UInt8]) -> Bool {
        guard !run.isEmpty, run.count <= count else { return run.isEmpty }
        return (0...(count - run.count)).contains { self[$0..<$0 + run.count].elementsEqual(run) }
    }
}
