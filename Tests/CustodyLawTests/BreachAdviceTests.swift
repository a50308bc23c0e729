import CustodyLaw
import Testing

/// The published examples, as facts.
@Suite("Advice on the two tests")
struct BreachAdviceTests {
    private struct Sheet: Decodable {
        struct Example: Decodable {
            var id: String
            var authority: Bool?
            var people: Bool?
        }
        var examples: [Example]
    }

    private static func facts(_ change: (inout BreachFacts) -> Void) -> BreachFacts {
        var facts = BreachFacts()
        change(&facts)
        return facts
    }

    /// A breach of confidentiality alone.
    private static func disclosure(_ kinds: Set<DataKind>, complete: Bool = true, _ change: (inout BreachFacts) -> Void)
        -> BreachFacts
    {
        facts {
            ($0.confidentiality, $0.integrity, $0.availability) = (true, false, false)
            ($0.dataKinds, $0.dataKindsAreComplete, $0.encryption) = (kinds, complete, BreachFacts.Encryption.none)
            change(&$0)
        }
    }

    /// An outage alone.
    private static func outage(_ change: (inout BreachFacts) -> Void) -> BreachFacts {
        facts {
            ($0.confidentiality, $0.integrity, $0.availability) = (false, false, true)
            change(&$0)
        }
    }

    /// A stolen backup: encrypted, the key safe, another copy at hand.
    private static let stolenBackup = facts {
        ($0.confidentiality, $0.integrity, $0.availability) = (true, false, true)
        ($0.encryption, $0.keyIsSafe, $0.hasBackup) = (.stateOfTheArt, true, true)
        ($0.outageMinutes, $0.isRestored, $0.isVital) = (0, true, false)
    }

    private static let ransomware = outage {
        ($0.hasBackup, $0.isMalicious, $0.isVital, $0.isRestored, $0.outageMinutes) = (false, true, false, false, 4320)
    }

    /// Our reading of the ten examples of WP250rev.01 as facts.
    private static let examples: [String: BreachFacts] = [
        "wp250-i": stolenBackup,
        "wp250-ii": disclosure([], complete: false) {
            ($0.isMalicious, $0.wasExfiltrated, $0.recipients) = (true, true, .unknown)
        },
        "wp250-iii": outage { ($0.outageMinutes, $0.isRestored, $0.isVital, $0.isMalicious) = (5, true, false, false) },
        "wp250-iv": ransomware,
        "wp250-v": disclosure([.contact, .financial]) {
            ($0.people, $0.recipients, $0.isMalicious) = (.atLeast(1), .known, false)
        },
        "wp250-vi": disclosure([.contact, .credentials, .behaviour]) {
            ($0.recipients, $0.isMalicious, $0.wasExfiltrated) = (.everybody, true, true)
        },
        "wp250-vii": disclosure([], complete: false) { $0.recipients = .unknown },
        "wp250-viii": outage { ($0.dataKinds, $0.outageMinutes, $0.isVital, $0.isMalicious) = ([.health], 1800, true, true) },
        "wp250-ix": disclosure([], complete: false) {
            ($0.people, $0.recipients, $0.isMalicious) = (.atLeast(1000), .known, false)
        },
        "wp250-x": disclosure([.contact], complete: false) { ($0.recipients, $0.isMalicious) = (.known, false) },
    ]

    @Test("The published examples come out as published where they are definite, and never as no where they are not")
    func published() throws {
        let sheet: Sheet = try Fixture.read("breach-examples")
        #expect(Set(sheet.examples.map(\.id)) == Set(Self.examples.keys))
        for example in sheet.examples {
            let advice = BreachAdvice(on: try #require(Self.examples[example.id]))
            if let authority = example.authority {
                #expect(advice.authority == (authority ? .yes : .no), "\(example.id)")
            } else {
                #expect(advice.authority != .no, "\(example.id)")
            }
            if let people = example.people {
                #expect(advice.people == (people ? .yes : .no), "\(example.id)")
            } else {
                #expect(advice.people == .weigh, "\(example.id)")
            }
            #expect(!advice.authorityReasons.isEmpty && !advice.peopleReasons.isEmpty)
            #expect((advice.authorityReasons + advice.peopleReasons).allSatisfy { !$0.source.isEmpty })
        }
    }

    @Test("The stolen backup is to be notified once the key is gone or there is no other copy")
    func stolenBackup() {
        var facts = Self.stolenBackup
        facts.keyIsSafe = false
        #expect(BreachAdvice(on: facts).authority == .yes)
        facts = Self.stolenBackup
        (facts.hasBackup, facts.isRestored) = (false, false)
        #expect(BreachAdvice(on: facts).authority == .yes)
        facts = Self.stolenBackup
        facts.keyIsSafe = nil
        let advice = BreachAdvice(on: facts)
        #expect(advice.authority == .yes && advice.people == .weigh && advice.missing.contains("keyIsSafe"))
    }

    @Test("Ransomware with a backup and a timely restore needs no notice; a few addresses in Cc need none either")
    func mild() {
        var facts = Self.ransomware
        (facts.hasBackup, facts.isRestored, facts.outageMinutes) = (true, true, 240)
        #expect(BreachAdvice(on: facts).authority == .no && BreachAdvice(on: facts).risk == .unlikely)
        facts.outageMinutes = 1440
        #expect(BreachAdvice(on: facts).authority == .yes)
        #expect(BreachAdvice(on: facts, policy: .init(shortOutageMinutes: 1440)).authority == .no)
        let addresses = Self.disclosure([.contact]) {
            ($0.recipients, $0.isMalicious, $0.concernsVulnerablePeople, $0.people) = (.known, false, false, .exactly(12))
        }
        #expect(BreachAdvice(on: addresses).authority == .no && BreachAdvice(on: addresses).people == .no)
        var many = addresses
        many.people = .exactly(150)
        #expect(BreachAdvice(on: many).authority == .yes)
    }

    /// Our reading of EDPB 01/2021: cases 9, 13 and 15 need no notice, case 16 the authority only, case 17 both.
    @Test("The judged cases of the EDPB, whose scores say otherwise")
    func cases() {
        let trusted = Self.disclosure([.contact, .behaviour]) {
            ($0.recipients, $0.recipientsAreTrusted, $0.isReturned, $0.isMalicious) = (.known, true, true, false)
            $0.people = .exactly(24)
        }
        #expect(BreachAdvice(on: trusted).authority == .no)
        let parcel = Self.disclosure([.contact]) {
            ($0.recipients, $0.isMalicious, $0.concernsVulnerablePeople, $0.people) = (.known, false, false, .exactly(2))
        }
        #expect(BreachAdvice(on: parcel).authority == .no)
        let insurance = Self.disclosure([.contact, .behaviour]) {
            ($0.recipients, $0.recipientsAreTrusted, $0.isMalicious, $0.concernsVulnerablePeople) = (
                .known, false, false, false
            )
            $0.people = .exactly(1)
        }
        #expect(BreachAdvice(on: insurance).authority == .yes && BreachAdvice(on: insurance).people == .no)
        #expect(BreachAdvice(on: insurance).risk == .risk)
        let theft = Self.disclosure([.contact, .financial]) {
            ($0.integrity, $0.isMalicious, $0.recipients, $0.people) = (true, true, .unknown, .exactly(1))
        }
        #expect(BreachAdvice(on: theft).authority == .yes && BreachAdvice(on: theft).people == .yes)
        #expect(BreachAdvice(on: theft).risk == .high)
    }

    @Test("Encryption frees from telling the people and not from the authority's test")
    func unintelligible() {
        let lost = Self.facts {
            ($0.confidentiality, $0.integrity, $0.availability) = (true, false, true)
            ($0.encryption, $0.keyIsSafe, $0.hasBackup, $0.isRestored) = (.stateOfTheArt, true, true, false)
            ($0.isVital, $0.outageMinutes, $0.dataKinds) = (false, 3000, [.health])
        }
        let advice = BreachAdvice(on: lost)
        #expect(advice.authority == .yes && advice.people == .no)
        #expect(advice.peopleReasons.contains { $0.source == "GDPR Art. 34(3)(a)" })
    }

    @Test("Later measures free from telling the people; being out of proportion changes only the way")
    func exceptions() throws {
        var facts = try #require(Self.examples["wp250-vi"])
        facts.tellingEachIsDisproportionate = true
        #expect(BreachAdvice(on: facts).people == .yes)
        #expect(BreachAdvice(on: facts).peopleReasons.last?.source == "GDPR Art. 34(3)(c)")
        facts.laterMeasuresRemoveHighRisk = true
        #expect(BreachAdvice(on: facts).people == .no && BreachAdvice(on: facts).authority == .yes)
    }

    @Test("Of nothing known, nothing is concluded, and what is missing is named")
    func unknown() {
        let advice = BreachAdvice(on: BreachFacts())
        #expect(advice.authority == .weigh && advice.people == .weigh && advice.risk == nil)
        #expect(advice.missing.count == 17)
        #expect(advice.authorityReasons.contains { $0.source == "GDPR Art. 33(1)" })
    }
}
