import Crypto
import Custody
import Foundation
import Testing

@Suite("A host that imports Custody")
struct HostCodeTests {
    @Test("The README's code runs on a real directory")
    func runs() async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("custody-host-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        let answer = try await serve(directory.path, secret: SymmetricKey(size: .bits256))
        #expect(answer.email == "ada@example.org")
        #expect(answer.certificate.isSigned(by: answer.certificate.publicKey))
    }

    @Test("The README shows the code that is compiled here: every line, in the same order, and no other")
    func readmeIsCurrent() throws {
        let difference = try ShownCode(document: "README.md", file: "HostCode.swift", mark: "README").difference()
        #expect(difference.isEmpty, "the README and HostCode.swift differ: \(difference)")
    }

    @Test("A store on a directory is opened with everything that governs it, and with what the host knows")
    func governed() async throws {
        struct Shift: AccessFactSource {
            let isOn: Bool
            func facts(about principal: PrincipalID, at instant: Instant) async throws -> AccessFacts {
                AccessFacts(flags: ["onShift": isOn])
            }
        }
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("custody-host-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        var governance = Governance(
            policy: try RolePolicy(controller: "acme") {
                DeclareFacts("onShift")
                Declare(.customerCare, on: .contract)
                Declare(.payment, on: .contract)
                Declare(.directMarketing, on: .consent)
                Role("support") { Allow([.collect, .read], [.contact], for: [.customerCare]).when(.fact("onShift")) }
                Assign("agent-1", to: "support")
            }, records: [Customer.schema], logRetention: LogRetention(evidence: .years(10), access: .months(12)),
            identifiers: ["phone": .keyed])
        let keys = LocalKeyProvider(SymmetricKey(size: .bits256))
        let agent = Principal("agent-1", Authentication(.password, at: SystemClock().now(), by: "test", level: 1))
        // What is no store yet is made where it is said what governs it, and nowhere else.
        await #expect(throws: CustodyFilesError.self) { _ = try await Custodian.open(at: directory, keys: keys) }
        for (isOn, number) in [(true, 1), (false, 2)] {
            governance.keyBackups = KeyBackupPeriod(days: 10 + number)
            let custodian = try await Custodian.open(
                at: directory, governance: governance, keys: keys,
                adoption: .adopt(by: agent, reason: "other backups of the keys"), factSource: Shift(isOn: isOn))
            func collect() async throws {
                try await custodian.collect(
                    Customer(email: "ada@example.org"), about: SubjectID("\(number)", as: "phone"), for: [.customerCare],
                    from: .subject, by: agent)
            }
            if isOn {
                try await collect()
            } else {
                let error = await #expect(throws: CustodianError.self) { try await collect() }
                #expect(error?.code == .denied)
            }
            try await custodian.close()
        }
        let custodian = try await Custodian.open(at: directory, keys: keys)
        #expect(custodian.governance == governance)
        try await custodian.close()
    }

    @Test("What laws ask stands in the facade's signatures, and `import Custody` alone has its names")
    func laws() throws {
        let law: RegimeID = "eu-gdpr"
        let settings = IncidentSettings(laws: LawBook.standard, place: LegalPlace(zone: .brussels))
        #expect(settings.laws.isOn(law) && settings.place?.zone.name == "Europe/Brussels")
        let right = RightKind.erasure
        #expect(RequestRule.rule(for: right, under: law) != nil)
    }

    @Test("An action of the registers and one that came of an incident are told apart by name after `import Custody`")
    func oneNameForEachType() throws {
        let day = Instant(milliseconds: 1_767_225_600_000)
        let entry: CorrectiveAction = CorrectiveAction("two-labels", "Two people pack", from: .incident, "INC-1", due: day)
        #expect(!entry.isDone(at: day))
        let text = SealedValue(key: KeyID(.zero, .text), keyVersion: 1, box: [1])
        let action: ImprovementAction = ImprovementAction(text, owner: text, due: day)
        #expect(action.carriedOut == nil && action.due == entry.due)

        // No two of the modules that a host gets have a type of one name.
        let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources")
        let facade = try String(contentsOf: sources.appending(path: "Custody/Custody.swift"), encoding: .utf8)
        let modules = facade.matches(of: /@_exported public import ([A-Za-z]+)/).map { String($0.1) }
        #expect(modules.contains("CustodyIncidents") && modules.contains("CustodyGovernance"))
        var owners: [String: Set<String>] = [:]
        for module in modules {
            let files = try #require(
                FileManager.default.enumerator(at: sources.appending(path: module), includingPropertiesForKeys: nil))
            for case let file as URL in files where file.pathExtension == "swift" {
                // What begins otherwise is not looked at more closely: that takes long.
                let code = try String(contentsOf: file, encoding: .utf8)
                let types = /public (?:(?:indirect|final) )?(?:struct|enum|class|actor|protocol|typealias) ([A-Za-z0-9]+)/
                for line in code.split(separator: "\n") where line.hasPrefix("public ") {
                    if let match = line.prefixMatch(of: types) { owners[String(match.1), default: []].insert(module) }
                }
            }
        }
        #expect(owners["ImprovementAction"] == ["CustodyIncidents"] && owners["CorrectiveAction"] == ["CustodyGovernance"])
        #expect(owners.filter { $0.value.count > 1 }.keys.sorted() == [])
    }
}
