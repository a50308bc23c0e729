import ArgumentParser
import Custody

/// Gives the logs another signing key.
struct AuditRotateKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-key",
        abstract: "Replace the key that signs the logs, and write the receipts by which auditors learn the new one.",
        discussion: """
            Each receipt is signed by the old key and by the new one. Who trusts the old key gives it to \
            `audit verify --rotation`. They get their names once both are whole, `access.tlog-proof` last: where it is, both \
            are. A run that was killed before that may leave it as `access.tlog-proof.<digits>.new`, whole where \
            `evidence.tlog-proof` is: rename it. Where neither is, the key may be replaced all the same: \
            `audit log --action key.rotate` tells, and --again writes the receipts then.
            """)

    @OptionGroup var store: StoreOptions

    @Option(
        help: ArgumentHelp(
            "The directory for `evidence.tlog-proof` and `access.tlog-proof`; it must exist.", valueName: "dir"),
        completion: .directory)
    var receipts: String

    @Flag(help: "Replace nothing: write the receipts of a change again, which a run that was killed has not written.")
    var again = false

    @Option(
        help: ArgumentHelp(
            "Of which change --again writes them, the first being 1; of the last when not given.", valueName: "number"))
    var number: Int?

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("Who replaces it; the operator when not given.", valueName: "principal"))
    var principal: String?

    @OptionGroup var output: JSONOption

    func validate() throws {
        guard number == nil || again else { throw ValidationError("--number says what --again writes; give both") }
        guard number ?? 1 > 0 else { throw ValidationError("--number counts from 1") }
        guard principal == nil || !again else {
            throw ValidationError("--as is for who replaces the key, and --again replaces none")
        }
    }

    func run() async throws {
        try StoreDirectory.refuse(receipts, inside: store.dir, "the receipts")
        var files: [AuditLog: OutputFile] = [:]
        do {
            for log in AuditLog.allCases {
                files[log] = try OutputFile(creating: "\(receipts)/\(log.rawValue).tlog-proof", for: "the receipt")
            }
            let made = files
            let report = try await store.withCustodian { custodian in
                let signed =
                    try await again ? sign(custodian) : custodian.replaceLogKey(by: principal.map { .asserted($0) })
                var logs: [SignedLogsReport.Log] = []
                var proofs: [AuditLog: LogProof] = [:]
                for log in AuditLog.allCases {
                    proofs[log] = try receipt(among: await custodian.keyChanges(of: log))
                    let status = try await custodian.status(of: log)
                    logs.append(
                        .init(
                            log: log, size: signed[log]?.checkpoint.size ?? status.size, vkey: status.verifier.description))
                }
                try Self.write(proofs, to: made)
                return SignedLogsReport(done: "signed by both keys", logs: logs)
            }
            Console.answer(report, asJSON: output.asJSON)
        } catch {
            for file in files.values { file.discardIfEmpty() }
            throw error
        }
    }

    /// Signs the logs as they stand: a run that was killed may not have come so far, and what is not signed has no receipt.
    private func sign(_ custodian: Custodian) async throws -> [AuditLog: SignedCheckpoint] {
        var signed: [AuditLog: SignedCheckpoint] = [:]
        for log in AuditLog.allCases { signed[log] = try await custodian.checkpoint(log) }
        return signed
    }

    /// The receipt that is to be written, of those of all changes.
    private func receipt(among changes: [LogProof]) throws(ToolError) -> LogProof {
        let place = (number ?? changes.count) - 1
        guard changes.indices.contains(place) else {
            throw ToolError(
                "noKeyChange",
                changes.isEmpty
                    ? "the key was never replaced, so that there is no receipt of it; without --again it is"
                    : "there are \(changes.count) changes of the key; --number takes one of them")
        }
        return changes[place]
    }

    /// Writes the receipts at once: whatever fails from here on, the key is replaced, and the old one signs nothing any more.
    private static func write(_ proofs: [AuditLog: LogProof], to files: [AuditLog: OutputFile]) throws {
        // In the order that the help tells, which a dictionary has not.
        var receipts: [(file: OutputFile, bytes: [UInt8])] = []
        for log in AuditLog.allCases {
            if let file = files[log], let proof = proofs[log] { receipts.append((file: file, bytes: proof.bytes)) }
        }
        do { try OutputFile.finishAll(receipts) } catch {
            Console.remark("The key is replaced and its receipts could not be written to files; keep these:")
            for (_, bytes) in receipts { Console.line(String(decoding: bytes.dropLast(), as: UTF8.self)) }
            throw error
        }
    }
}
