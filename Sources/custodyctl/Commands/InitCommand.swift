import ArgumentParser
import Custody

/// Makes a store.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make a store in a directory that is absent or empty.")

    @Argument(help: "The directory of the store.", completion: .directory)
    var dir: String

    @Option(help: ArgumentHelp("The kinds of records that are held: a JSON file.", valueName: "file"), completion: .file())
    var records: String

    @Option(help: ArgumentHelp("Who may do what, for which purposes: a JSON file.", valueName: "file"), completion: .file())
    var policy: String

    @Option(
        help: ArgumentHelp(
            "How long the log of consent, erasure, policy and changes is kept, such as 10y, 120m or 90d.", valueName: "period"))
    var keepEvidence: RetentionClass.Period

    @Option(
        help: ArgumentHelp(
            "How long the log of reads and denials is kept. Nothing goes by itself: `audit prune` removes it.",
            valueName: "period"))
    var keepAccess: RetentionClass.Period

    @Option(
        help: ArgumentHelp(
            "For how many days an erased identifier is remembered as erased: 0 for not at all, for good when not given.",
            valueName: "days"))
    var rememberErased: Int?

    @Option(help: .keyFile, completion: .file())
    var keyFile: String?

    @OptionGroup var kind: BackendOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        try kind.backend.requireBuilt()
        let governance = Governance(
            policy: try PolicyDocument.read(policy), records: try RecordsDocument.read(records),
            logRetention: LogRetention(evidence: keepEvidence, access: keepAccess),
            suppressions: SuppressionPeriod(days: rememberErased))
        try governance.validate()
        let place = try KeyFilePlace(for: dir, given: keyFile)
        let madeKey = try makeKey(place.path)
        do {
            let custodian = try await kind.backend.create(
                at: dir, governance: governance, keys: try KeyFile.provider(at: place.path))
            try await custodian.close()
            let report = InitReport(
                directory: dir, keyFile: place.path, madeKeyFile: madeKey, controller: governance.policy.controller,
                records: governance.records.map(\.name), purposes: governance.policy.purposes.map(\.purpose),
                keeps: [.evidence: "\(keepEvidence)", .access: "\(keepAccess)"])
            if !madeKey { Console.remark(KeyFilePlace.sharingRemark) }
            Console.answer(report, asJSON: output.asJSON)
        } catch {
            // A key that opens nothing would only puzzle whoever finds it.
            if madeKey, (try? StoreDirectory.requireStore(dir)) == nil { OutputFile.remove(place.path) }
            throw error
        }
    }

    /// Makes the key file unless there is one; says whether it did.
    private func makeKey(_ path: String) throws -> Bool {
        do { try KeyFile.create(at: path) } catch let error as CustodyFilesError {
            if OutputFile.exists(path) { return false }
            throw error
        }
        return true
    }
}

/// What `init` made.
private struct InitReport: Answer {
    var directory: String
    var keyFile: String
    var madeKeyFile: Bool
    var controller: ControllerID
    var records: [RecordName]
    var purposes: [Purpose]
    var keeps: [AuditLog: String]

    var lines: [String] {
        [
            "The store of '\(controller)' is ready in \(directory).",
            madeKeyFile
                ? "Its key is in \(keyFile) (0600). Keep a copy apart from the store: without it nothing opens."
                : "It opens with the key that was there already: \(keyFile)",
            "records: \(records.map(\.rawValue).joined(separator: ", "))",
            "purposes: \(purposes.map(\.rawValue).joined(separator: ", "))",
            "logs: evidence is kept for \(keeps[.evidence] ?? ""), access for \(keeps[.access] ?? "")",
        ]
    }
}
