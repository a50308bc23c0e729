import CustodyAccess
import CustodyCore
import CustodyModel
import CustodyTesting
import Testing

@Suite("Helpers for tests of what a host makes of the library")
struct HelperTests {
    @Test("hand out a disclosure that never happened, and a receipt of no collection")
    func samples() {
        let sample = Disclosure.sample(["email": "ada@example.org"], withheld: ["iban": .erased], absent: ["phone"])
        #expect(sample.value["email"] == "ada@example.org")
        #expect(sample.withheld == ["iban": .erased] && sample.absent == ["phone"] && sample.masked.isEmpty)
        #expect(!"\(sample)".contains("ada"))
        #expect(CollectionReceipt.sample().record != nil && CollectionReceipt.sample().receipt != nil)
        let duplicate = CollectionReceipt.sample(isDuplicate: true)
        #expect(duplicate.isDuplicate && duplicate.record == nil && duplicate.receipt == nil)
    }

    @Test("say the same of a principal and of a person whenever they are asked, and of others nothing")
    func sources() async throws {
        let facts = FixedAccessFacts(["agent": AccessFacts(unit: "north")])
        #expect(try await facts.facts(about: "agent", at: ManualClock().now()).unit == "north")
        #expect(try await facts.facts(about: "another", at: ManualClock().now()) == AccessFacts())
        let matter = OpenMatter(.access, reference: "case 7")
        let matters = FixedOpenMatters([SubjectToken(.zero): [matter]])
        #expect(try await matters.openMatters(about: SubjectToken(.zero)) == [matter])
        #expect(try await matters.openMatters(about: SubjectToken(Handle(words: (1, 2)))).isEmpty)
    }

    @Test("tell a denial for a reason from every other answer")
    func denials() async throws {
        let custodian = try await Custodian.open(
            try await Backends.inMemory(controller: "acme"), governance: try FaultBed.governance(), clock: ManualClock())
        try await custodian.collect(
            FieldValues(text: ["email": "ada@example.org"]), as: "customer", about: "c-1", for: [.customerCare], from: .subject,
            by: FaultBed.staff)
        @Sendable func read(_ name: PrincipalID) async throws {
            _ = try await custodian.disclose(
                [FieldRequest("email")], of: "customer", about: "c-1", for: .customerCare,
                to: Principal(name, FaultBed.staff.authentication))
        }
        let error = try await expectDenied("a stranger reads", because: .unknownPrincipal) { try await read("stranger") }
        #expect(error.decision?.reason == .unknownPrincipal)
        try await expectDenied("a stranger reads") { try await read("stranger") }
        await #expect(throws: BrokenPromise.self, "another reason") {
            try await expectDenied("a stranger reads", because: .tooManyRecords) { try await read("stranger") }
        }
        await #expect(throws: BrokenPromise.self, "nothing is denied") {
            try await expectDenied("staff reads") { try await read("staff") }
        }
        await #expect(throws: BrokenPromise.self, "another error") {
            try await expectDenied("what fails") { throw CustodianError(.busy, "try again") }
        }
    }

    @Test("keep going where a number is as large or as small as can be")
    func extremes() {
        let clock = ManualClock()
        clock.advance(hours: .max)
        #expect(clock.now() == Instant(milliseconds: .max))
        clock.set(Instant(milliseconds: 0))
        clock.advance(hours: .min)
        #expect(clock.now() == Instant(milliseconds: .min))
        #expect(SeededRandomSource(seed: 1).bytes(-1).isEmpty && SeededRandomSource(seed: 1).bytes(.min).isEmpty)
    }

    @Test("close what a promise was checked on, kept or broken, and say of every failure which promise it is of")
    func promises() async throws {
        struct Refusal: Error {}
        let closed = CallCount()
        for check in [{}, { throw Refusal() }, { throw BrokenPromise("it was lost") }] as [@Sendable () throws -> Void] {
            let promise = ContractPromise<Int>("what was put is there") { _ in try check() }
            var message: String?
            do {
                try await promise.verify {
                    1
                } disposing: {
                    await closed.add($0)
                }
            } catch let broken as BrokenPromise {
                message = broken.message
            }
            #expect(message?.hasPrefix("what was put is there: ") != false)
        }
        #expect(await closed.total == 3)
    }

    private actor CallCount {
        private(set) var total = 0
        func add(_ count: Int) { total += count }
    }
}
