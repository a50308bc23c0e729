import CustodyAccess
import CustodyCore
import CustodyFaults
import CustodyFiles
import CustodyJournal
import CustodyKeys
import CustodyModel
import CustodyTesting
import Testing

@Suite("Opening and closing")
struct LifeTests {
    private static let staff = Principal(
        "staff", Authentication(.password, at: Instant(milliseconds: 0), by: "test", level: 1))

    private static func governance() throws -> Governance {
        Governance(
            policy: try RolePolicy(controller: "acme") {
                Declare(.customerCare, on: .contract)
                Role("staff") { Allow([.collect, .read], [.contact], for: [.customerCare]) }
                Assign("staff", to: "staff")
            },
            records: [RecordSchema("customer") { Field("name", .personName, for: [.customerCare]) }],
            logRetention: LogRetention(evidence: .years(10), access: .months(12)))
    }

    @Test("Closing twice, acting after it and letting a store go do no harm")
    func ends() async throws {
        let provider = LocalKeyProvider.ephemeral()
        let files = FaultyFileSystem(InMemoryFileSystem())
        let custodian = try await Custodian.open(
            FileBackend.create(
                at: "/store", controller: "acme", keys: provider, random: SystemRandomSource(), files: files),
            governance: try Self.governance(), clock: ManualClock())
        func collect(_ custodian: Custodian, _ subject: SubjectID) async throws {
            try await custodian.collect(
                FieldValues(text: ["name": "Ada"]), as: "customer", about: subject, for: [.customerCare], from: .subject,
                by: Self.staff)
        }
        try await collect(custodian, "c-1")
        try await custodian.close()
        try await custodian.close()
        do {
            try await collect(custodian, "c-2")
            Issue.record("a closed store took something in")
        } catch let error as CustodianError { #expect(error.code == .notRecorded) }
        do {
            let dropped = try await Custodian.open(
                FileBackend.open(at: "/store", keys: provider, random: SystemRandomSource(), files: files), governance: nil)
            try await collect(dropped, "c-2")
        }
        let again = try await Custodian.open(
            FileBackend.open(at: "/store", keys: provider, random: SystemRandomSource(), files: files), governance: nil)
        let seen = try await again.disclose(
            [FieldRequest("name")], of: "customer", about: "c-2", for: .customerCare, to: Self.staff)
        #expect(seen.value.text("name") == "Ada")
        try await again.close()
    }

    @Test("A second close after a failed one writes nothing into a store that another holds by now")
    func closeAfterFailure() async throws {
        let provider = LocalKeyProvider.ephemeral()
        let disk = InMemoryFileSystem()
        let files = FaultyFileSystem(disk)
        let clock = ManualClock()
        let first = try await Custodian.open(
            FileBackend.create(
                at: "/store", controller: "acme", keys: provider, random: SystemRandomSource(), files: files),
            governance: try Self.governance(), clock: clock)
        func collect(_ custodian: Custodian, _ subject: SubjectID) async throws {
            try await custodian.collect(
                FieldValues(text: ["name": "Ada"]), as: "customer", about: subject, for: [.customerCare], from: .subject,
                by: Self.staff)
        }
        for number in 0..<3 { try await collect(first, SubjectID("a-\(number)")) }
        files.arm(FaultPlan([.init(.write, .from(1), pathSuffix: ".checkpoint.tmp", .error(28))]))
        await #expect(throws: (any Error).self) { try await first.close() }
        files.disarm()
        let second = try await Custodian.open(
            FileBackend.open(at: "/store", keys: provider, random: SystemRandomSource(), files: files), governance: nil,
            clock: clock)
        for number in 0..<3 { try await collect(second, SubjectID("b-\(number)")) }
        try await second.close()
        let newest = disk.snapshot()
        try? await first.close()
        #expect(disk.snapshot() == newest)
    }
}
