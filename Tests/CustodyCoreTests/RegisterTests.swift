import CustodyAccess
import CustodyAudit
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("Registers")
struct RegisterTests {
    struct Review: RegisterEntry {
        static let register: RegisterName = "reviews"
        var system: String
        var findings: [String]
        var key: RegisterKey { RegisterKey(system) }
    }

    struct Course: RegisterEntry {
        static let register: RegisterName = "courses"
        static let action: Action = .changeAccess
        var name: String
        var key: RegisterKey { RegisterKey(name) }
    }

    struct Misnamed: RegisterEntry {
        static let register: RegisterName = "custody.reviews"
        var key: RegisterKey { "a" }
    }

    private static func governance() throws -> Governance {
        Governance(
            policy: try RolePolicy(controller: "acme") {
                Declare(.customerCare, on: .legitimateInterests, note: "weighed")
                Role("officer") { Allow([.keepRegister, .readLog], []) }
                Role("support") { Allow(.readLog, []) }
                Assign("officer-1", to: "officer")
                Assign("agent-1", to: "support")
            }, records: [Customer.schema], logRetention: Bed.logRetention)
    }

    /// Marketing and payment are not declared above.
    private static func plain() throws -> Governance {
        var governance = try governance()
        governance.records = [RecordSchema("customer") { Field("email", .emailAddress, for: [.customerCare]) }]
        return governance
    }

    private func opened(_ bed: Bed) async throws -> (Custodian, Principal) {
        (try await bed.open(Self.plain()), bed.who("officer-1"))
    }

    @Test("a later entry of a key takes the place of the former, and the history stays", arguments: Backing.allCases)
    func supersedes(_ backing: Backing) async throws {
        let bed = Bed(backing)
        var (custodian, officer) = try await opened(bed)
        let first = try await custodian.record(Review(system: "shop", findings: ["old"]), by: officer, reason: "yearly")
        bed.clock.advance(hours: 1)
        let second = try await custodian.record(Review(system: "shop", findings: []), by: officer, reason: "mended")
        let other = try await custodian.record(Review(system: "wiki", findings: []), by: officer, reason: "yearly")
        #expect([first.number, second.number, other.number] == [1, 2, 1])
        #expect(second.recordedBy == "officer-1" && second.reason == "mended" && second.recordedAt > first.recordedAt)
        if backing == .files {
            try await custodian.close()
            custodian = try await bed.open(Self.plain())
        }
        #expect(try await custodian.history(of: Review.self, key: "shop") == [first, second])
        #expect(try await custodian.entry(of: Review.self, key: "shop") == second)
        #expect(try await custodian.entry(of: Review.self, key: "blog") == nil)
        #expect(Set(try await custodian.entries(of: Review.self)) == [second, other])
        #expect(try await custodian.entries(of: Course.self).isEmpty)
    }

    @Test("each entry is told by the log in the same commit, with its reason sealed")
    func leaf() async throws {
        let bed = Bed(.memory)
        let (custodian, officer) = try await opened(bed)
        try await custodian.record(Review(system: "shop", findings: []), by: officer, reason: "yearly")
        let lines = try await custodian.log(LogFilter(), by: officer).filter { $0.action == .keepRegister }
        #expect(lines.count == 1)
        let head = try #require(try await custodian.backends.registers.latest(of: "shop", in: "reviews"))
        let record = try #require(try await custodian.backends.data.record(RecordID(head.position.handle)))
        let leaves = try await custodian.backends.audit.entries(AuditQuery(log: .evidence)).map { try $0.leaf() }
            .filter { $0.action == .keepRegister }
        #expect(leaves.map(\.commit) == [record.receipt])
    }

    @Test("who is not permitted records nothing, and the refusal is on record")
    func denied() async throws {
        let bed = Bed(.memory)
        let (custodian, officer) = try await opened(bed)
        let error = try await thrown(.denied) {
            try await custodian.record(Review(system: "shop", findings: []), by: bed.agent, reason: "yearly")
        }
        #expect(error.receipt != nil)
        // Each register asks for its own permission.
        _ = try await thrown(.denied) { try await custodian.record(Course(name: "privacy"), by: officer, reason: "new") }
        #expect(try await custodian.entries(of: Review.self).isEmpty)
        #expect(try await custodian.entries(of: Course.self).isEmpty)
    }

    @Test("names that are none, entries that are too long and reasons that say nothing are refused")
    func malformed() async throws {
        let bed = Bed(.memory)
        let (custodian, officer) = try await opened(bed)
        for key in ["", "Ada Lovelace", "ada@example.org", "\u{e9}", String(repeating: "a", count: 129)] {
            _ = try await thrown(.invalidInput) {
                try await custodian.record(Review(system: key, findings: []), by: officer, reason: "yearly")
            }
        }
        _ = try await thrown(.invalidInput) { try await custodian.record(Misnamed(), by: officer, reason: "yearly") }
        _ = try await thrown(.invalidInput) {
            try await custodian.record(Review(system: "shop", findings: []), by: officer, reason: " \n")
        }
        let long = String(repeating: "x", count: 1 << 16)
        _ = try await thrown(.invalidInput) {
            try await custodian.record(Review(system: "shop", findings: [long]), by: officer, reason: "yearly")
        }
        #expect(try await custodian.entries(of: Review.self).isEmpty)
        let longest = String(repeating: "a", count: 128)
        try await custodian.record(Review(system: longest, findings: []), by: officer, reason: "yearly")
    }

    @Test("an entry that stands already, and one that is sent again, are recorded once", arguments: Backing.allCases)
    func idempotent(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let (custodian, officer) = try await opened(bed)
        let (old, new) = (Review(system: "shop", findings: ["old"]), Review(system: "shop", findings: []))
        let first = try await custodian.record(old, by: officer, reason: "yearly", idempotencyKey: "1")
        bed.clock.advance(hours: 1)
        #expect(try await custodian.record(old, by: officer, reason: "again") == first)
        let second = try await custodian.record(new, by: officer, reason: "mended", idempotencyKey: "2")
        // Sent again after another one took its place.
        #expect(try await custodian.record(old, by: officer, reason: "yearly", idempotencyKey: "1") == first)
        #expect(try await custodian.history(of: Review.self, key: "shop") == [first, second])
        _ = try await thrown(.invalidInput) {
            try await custodian.record(
                Review(system: "shop", findings: ["other"]), by: officer, reason: "yearly", idempotencyKey: "1")
        }
        // What was so before and is so again is another entry.
        #expect(try await custodian.record(old, by: officer, reason: "broken again").number == 3)
    }

    @Test("of many who record at once each gets a number of its own", arguments: Backing.allCases)
    func concurrent(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let (custodian, officer) = try await opened(bed)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<12 {
                group.addTask {
                    try await custodian.record(
                        Review(system: "shop", findings: ["\(number)"]), by: officer, reason: "finding \(number)")
                }
            }
            try await group.waitForAll()
        }
        let lines = try await custodian.history(of: Review.self, key: "shop")
        #expect(lines.map(\.number) == Array(1...12))
        #expect(Set(lines.map(\.entry)).count == 12)
        #expect(try await custodian.entry(of: Review.self, key: "shop") == lines.last)
        #expect(try await custodian.verify().isIntact)
    }

    @Test("pages tell each key once, also while others record")
    func pages() async throws {
        let bed = Bed(.memory)
        let (custodian, officer) = try await opened(bed)
        for number in 0..<7 {
            try await custodian.record(Review(system: "s\(number)", findings: []), by: officer, reason: "yearly")
        }
        var (place, found): (RegisterPosition?, [String]) = (nil, [])
        repeat {
            let page = try await custodian.entries(of: Review.self, after: place, limit: 2)
            #expect(page.lines.count <= 2)
            found += page.lines.map(\.entry.system)
            for line in page.lines {
                try await custodian.record(
                    Review(system: line.entry.system, findings: ["seen"]), by: officer, reason: "seen")
            }
            place = page.next
        } while place != nil
        #expect(found.sorted() == (0..<7).map { "s\($0)" })
    }

    @Test("an entry that was put in the place of another is told as damage")
    func moved() async throws {
        let bed = Bed(.memory)
        let (custodian, officer) = try await opened(bed)
        try await custodian.record(Review(system: "shop", findings: []), by: officer, reason: "yearly")
        let data = custodian.backends.data
        var entry = try #require(try await custodian.backends.registers.latest(of: "shop", in: "reviews"))
        entry.position = RegisterPosition(of: "wiki", in: "reviews", number: 1)
        var unit = UnitOfWork()
        DataRegisterStore(on: data).stage(appending: entry, over: nil, in: &unit)
        _ = try await unit.commit()
        _ = try await thrown(.integrity) { _ = try await custodian.entry(of: Review.self, key: "wiki") }
        #expect(try await custodian.entry(of: Review.self, key: "shop")?.number == 1)
    }
}
