import ArgumentParser
import Custody

/// Writes the certificate of an erasure that is done.
struct EraseCertificateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certificate",
        abstract: "Write the certificate of an erasure that is done again.",
        discussion: """
            Also of an erasure that was cut off before its certificate was written: opening the store, which every command does, finishes \
            it. `certificate verify` checks what was written.
            """)

    @OptionGroup var store: StoreOptions

    @Option(help: ArgumentHelp("The plan that was carried out.", valueName: "plan.json"), completion: .file())
    var plan: String?

    @Option(help: ArgumentHelp("In the place of --plan: its digest, as `erase plan` told it.", valueName: "digest"))
    var digest: PlanDigest?

    @Option(
        help: ArgumentHelp(
            "In the place of --plan: of whom, as the plan or another certificate names them. Where there are several they are listed.",
            valueName: "token"))
    var erased: HoldID?

    @OptionGroup var actor: ActorOption

    @Option(help: ArgumentHelp("Where the certificate goes.", valueName: "file"), completion: .file())
    var certificate: String

    @OptionGroup var output: JSONOption

    func validate() throws {
        guard [plan != nil, digest != nil, erased != nil].count(where: \.self) == 1 else {
            throw ValidationError("Give --plan, --digest or --erased, one of them.")
        }
    }

    func run() async throws {
        let wanted = try plan.map { try PlanFile(readingFrom: $0).digest } ?? digest?.bytes
        let done = try await OutputFile.filling(certificate, for: "the certificate", outside: store.dir) {
            let done = try await store.withCustodian { custodian in
                if let wanted { return try await custodian.certificate(ofPlan: wanted, by: actor.principal) }
                return try await only(of: custodian)
            }
            return (done, try JSONText.encode(done) + [UInt8(ascii: "\n")])
        }
        Console.answer(ErasureReport(done, at: certificate), asJSON: output.asJSON)
    }

    /// The one certificate of a person.
    private func only(of custodian: Custodian) async throws -> ErasureCertificate {
        guard let erased else { throw ValidationError("Give --plan, --digest or --erased, one of them.") }
        let certificates = try await custodian.certificates(of: SubjectToken(erased.id.handle), by: actor.principal)
        guard let first = certificates.first else {
            throw CustodianError(.unknownRecord, "no certificate of an erasure of \(erased.id.handle) is kept; check the token")
        }
        guard certificates.count == 1 else {
            throw ToolError(
                "severalCertificates",
                "there are \(certificates.count) certificates of erasures of that person; name one with --digest",
                reasons: certificates.map { "\($0.statement.erasedAt): \($0.statement.plan.hex)" })
        }
        return first
    }
}

/// The digest of a plan on the command line.
struct PlanDigest: ExpressibleByArgument {
    var bytes: Bytes

    init?(argument: String) {
        guard let bytes = [UInt8](hex: argument), bytes.count == 32 else { return nil }
        self.bytes = Bytes(bytes)
    }
}
