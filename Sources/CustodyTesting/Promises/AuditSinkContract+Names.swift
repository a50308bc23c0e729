import CustodyAudit
import CustodyModel

extension AuditSinkContract {
    /// What the numbers in leaves mean.
    static let names: [ContractPromise<any AuditSink>] = [
        ContractPromise("names get their numbers once and keep them") { sink in
            try await register([.purpose("care"), .role("agent"), .category("contact")], in: sink)
            let before = try await sink.vocabulary()
            try expect(before.code(of: .purpose("care")), is: 1, "the first purpose")
            try expect(before.code(of: .role("agent")), is: 1, "the first role")
            try expect(before.code(of: .category("contact")), is: 0, "the first category")
            try await register([.purpose("billing"), .purpose("care"), .category("financial")], in: sink)
            let after = try await sink.vocabulary()
            try expect(after.code(of: .purpose("care")), is: 1, "the first purpose after another was added")
            try expect(after.code(of: .purpose("billing")), is: 2, "the second purpose")
            try expect(after.name(of: 1, .category), is: "financial", "the second category")
            try expect(after.count, is: 5, "names")
        },
        ContractPromise("registering what is known already records nothing") { sink in
            try expect(try await register([.purpose("care")], in: sink) != nil, "the first registration was not recorded")
            try expect(try await register([.purpose("care")], in: sink), is: nil, "the second registration")
            try expect(try await sink.entries(AuditQuery()).count, is: 1, "entries")
        },
        ContractPromise("a registration is an entry that tells each new number, in its leaf and in its system part") { sink in
            guard let receipt = try await register([.role("agent"), .purpose("care")], in: sink) else {
                throw BrokenPromise("nothing was recorded")
            }
            let entry = try await sink.entry(of: receipt)
            let leaf = try entry.leaf()
            try expect(leaf.auditClass, is: .config, "class")
            try expect(leaf.action, is: .registerVocabulary, "action")
            let numbers = [
                AuditRegistration(term: .purpose("care"), code: 1), AuditRegistration(term: .role("agent"), code: 1),
            ]
            try expect(leaf.control, is: .vocabulary(numbers), "what the leaf tells")
            let purpose: CBOR = .array([.text("purpose"), .text("care"), .unsigned(1)])
            let role: CBOR = .array([.text("role"), .text("agent"), .unsigned(1)])
            try expect(try entry.open(as: Cast.system), is: .map(["terms": .array([purpose, role])]), "what the entry tells")
        },
        ContractPromise("two registrations in one unit, or side by side, never share a number") { sink in
            var unit = UnitOfWork()
            _ = try sink.stage(registering: [.purpose("a")], system: Cast.system, at: Cast.start, in: &unit)
            _ = try sink.stage(registering: [.purpose("b")], system: Cast.system, at: Cast.start, in: &unit)
            var beside = UnitOfWork()
            _ = try sink.stage(registering: [.purpose("c")], system: Cast.system, at: Cast.start, in: &beside)
            _ = try await beside.commit()
            _ = try await unit.commit()
            let vocabulary = try await sink.vocabulary()
            let codes = ["a", "b", "c"].compactMap { vocabulary.code(of: AuditTerm(.purpose, $0)) }
            try expect(Set(codes).count, is: 3, "different numbers")
            try expect(try await sink.verify().findings, is: [], "findings")
        },
        ContractPromise("a leaf carries the numbers of its names, and 'not registered' for names that have none") { sink in
            try await register(
                [.purpose("care"), .role("agent")] + (0..<70).map { .category(DataCategory("c\($0 + 100)")) }, in: sink)
            var event = Cast.read()
            event.purpose = "care"
            event.role = "agent"
            event.categories = ["c169", "c100", "unknown", "c100"]
            let leaf = try await sink.entry(of: try await record(event, in: sink)).leaf()
            let vocabulary = try await sink.vocabulary()
            try expect(vocabulary.purpose(of: leaf), is: "care", "purpose")
            try expect(vocabulary.role(of: leaf), is: "agent", "role")
            try expect(leaf.categories.codes, is: [0, 69, AuditCategories.unregistered], "category numbers")
            try expect(vocabulary.categories(of: leaf), is: ["c100", "c169"], "categories")
            event.purpose = "unknown"
            event.role = "unknown"
            let other = try await sink.entry(of: try await record(event, in: sink)).leaf()
            try expect(other.purpose, is: 0, "the number of an unknown purpose")
            try expect(other.role, is: 0, "the number of an unknown role")
        },
    ]
}
