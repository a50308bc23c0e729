import ArgumentParser
import Custody

/// Removes what is past its time.
struct RetentionRunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Remove what is past its time, with a certificate for each person.",
        discussion: """
            It goes in pieces. When it is stopped, what was done is done and certified, and the next run does the rest. What a legal \
            hold, an open request or a restriction keeps stays.
            """)

    @OptionGroup var store: StoreOptions

    @Flag(help: "Only show what would go.")
    var dryRun = false

    @Option(
        help: ArgumentHelp(
            "A directory for the certificates that is absent or empty; needed unless --dry-run is given.", valueName: "dir"),
        completion: .directory)
    var certificates: String?

    @Option(
        help: ArgumentHelp(
            "Where values go that a schedule keeps without the person, one JSON object a line.", valueName: "file"),
        completion: .file())
    var anonymised: String?

    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    func validate() throws {
        guard (certificates == nil) == dryRun else {
            throw ValidationError("Give --certificates for what is removed, or --dry-run; one of them.")
        }
        guard anonymised == nil || !dryRun else {
            throw ValidationError("--anonymised is for what is removed, not for --dry-run.")
        }
    }

    func run() async throws {
        guard let certificates else {
            let sweep = try await store.withCustodian { custodian in
                try await custodian.sweepEverybody(by: actor.principal, dryRun: true)
            }
            return Console.answer(RetentionRunAnswer(sweep, isDryRun: true), asJSON: output.asJSON)
        }
        try StoreDirectory.refuse(certificates, inside: store.dir, "the certificates")
        if let anonymised { try StoreDirectory.refuse(anonymised, inside: store.dir, "the values") }
        guard try OutputFile.isAbsentOrEmpty(certificates) else {
            throw ToolError(
                "fileExists", "the directory for the certificates holds something already; choose another", path: certificates)
        }
        let isNew = !OutputFile.exists(certificates)
        if isNew { try OutputFile.makeDirectory(certificates) }
        do {
            let sweep = try await sweep(into: certificates)
            Console.answer(RetentionRunAnswer(sweep, isDryRun: false), asJSON: output.asJSON)
        } catch {
            // Where nothing came of it, the next run finds the place free.
            if isNew { OutputFile.removeEmptyDirectory(certificates) }
            throw error
        }
    }

    /// Removes it, and writes each certificate into the directory.
    private func sweep(into certificates: String) async throws -> Sweep {
        let values = try anonymised.map { try OutputFile(creating: $0, for: "the values") }
        defer { values?.discardIfEmpty() }
        // Durable before it is removed.
        func take(_ value: AnonymousValue) throws {
            try values?.append(try JSONText.encode(AnonymousLine(value), onOneLine: true) + [UInt8(ascii: "\n")])
        }
        return try await store.withCustodian { custodian in
            try await custodian.sweepEverybody(
                by: actor.principal, anonymising: values == nil ? nil : take, certifying: { try keep($0, in: certificates) })
        }
    }

    /// Writes a certificate at once: whatever fails from there on, what was removed is certified.
    private func keep(_ certificate: ErasureCertificate, in directory: String) throws {
        do {
            let path = directory + "/\(certificate.statement.subject)-\(certificate.statement.done).json"
            try OutputFile(creating: path, for: "a certificate").finish(
                try JSONText.encode(certificate) + [UInt8(ascii: "\n")])
        } catch {
            Console.remark("What is removed is certified, and this certificate could not be written to a file; keep it:")
            Console.json(certificate)
            throw error
        }
    }
}

/// A value without the person, as it is handed on.
private struct AnonymousLine: Encodable {
    var record: RecordName
    var field: FieldName
    var value: DisplayedValue

    init(_ value: AnonymousValue) {
        (record, field, self.value) = (value.record, value.field, DisplayedValue(value.value))
    }
}
