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
            `evidence.tlog-proof` is: rename it.
            """)

    @OptionGroup var store: StoreOptions

    @Option(
        help: ArgumentHelp(
            "The directory for `evidence.tlog-proof` and `access.tlog-proof`; it must exist.", valueName: "dir"),
        completion: .directory)
    var receipts: String

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("Who replaces it; the operator when not given.", valueName: "principal"))
    var principal: String?

    @OptionGroup var output: JSONOption

    func run() async throws {
        try StoreDirectory.refuse(receipts, inside: store.dir, "the receipts")
        var files: [AuditLog: OutputFile] = [:]
        do {
            for log in AuditLog.allCases {
                files[log] = try OutputFile(creating: "\(receipts)/\(log.rawValue).tlog-proof", for: "the receipt")
            }
            let made = files
            let report = try await store.withCustodian { custodian in
                let signed = try await custodian.replaceLogKey(by: principal.map { .asserted($0) })
                var logs: [SignedLogsReport.Log] = []
                var proofs: [AuditLog: LogProof] = [:]
                for log in AuditLog.allCases {
                    proofs[log] = try await custodian.keyChanges(of: log).last
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
