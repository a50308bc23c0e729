import ArgumentParser
import Custody

/// Gives a receipt of what a person decided.
struct ConsentReceiptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt", abstract: "Write a receipt of what a person decided, with the proof that the log holds it.",
        discussion: """
            --terms names a JSON file with what the receipt says about the controller: controllers (name, contact, address, email, \
            phone, url), policyURL, service, withdrawal, termination, jurisdiction, method, storageLocations, retention, \
            thirdParties, isPrimaryPurpose. The proof is a C2SP tlog-proof beside the receipt, with `.tlog-proof` behind its name; \
            `custodyctl audit check` checks it without the store.
            """)

    @OptionGroup var store: StoreOptions
    @OptionGroup var what: SubjectPurposeOptions

    @Option(
        help: ArgumentHelp(
            "Which event, as `consent history` numbers it; the one that decides now when not given.", valueName: "number"))
    var number: Int?

    @Option(help: "kantara (Consent Receipt 1.1), record or receipt (ISO/IEC TS 27560 in terms of DPV).")
    var form = ReceiptForm.receipt

    @Option(help: ArgumentHelp("What the receipt says about the controller.", valueName: "file"), completion: .file())
    var terms: String

    @Argument(help: "The file to write.", completion: .file())
    var file: String

    @OptionGroup var reader: ReaderOption

    func run() async throws {
        let terms = try self.readTerms()
        // Both files are made first, so that none is left without the other for want of a place.
        let receipt = try await OutputFile.filling(file, for: "the receipt", outside: store.dir) {
            let receipt = try await OutputFile.filling(file + ".tlog-proof", for: "the proof", outside: store.dir) {
                let receipt = try await store.withCustodian {
                    try await $0.consentReceipt(
                        of: what.subject, for: what.purpose, number: number, as: form, terms: terms, by: reader.principal)
                }
                return (receipt, receipt.proof.bytes)
            }
            return (receipt, receipt.document)
        }
        Console.line("receipt \(receipt.id) was written, and beside it the proof that entry \(receipt.proof.index) holds it")
    }

    private func readTerms() throws -> ReceiptTerms {
        do { return try JSONText.decode(ReceiptTerms.self, from: try InputFile.read(terms, "the terms")) } catch let error
            as DecodingError
        {
            throw ToolError("malformedDocument", "the terms cannot be read: \(error.explanation)", path: terms)
        }
    }
}
