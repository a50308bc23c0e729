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
            `custodyctl audit check` checks it without the store. Where the receipt is, its proof is; a proof without a receipt \
            was left by a run that was killed: remove it.
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
    @OptionGroup var output: JSONOption

    func run() async throws {
        let (terms, proofFile) = (try self.readTerms(), file + ".tlog-proof")
        // The proof first, so that a receipt that is there has one.
        let receipt = try await OutputFile.filling(
            [(proofFile, "the proof"), (file, "the receipt")], outside: store.dir
        ) { () -> (ProvenReceipt, [[UInt8]]) in
            let receipt = try await store.withCustodian {
                try await $0.consentReceipt(
                    of: what.person.subject, for: what.purpose, number: number, as: form, terms: terms, by: reader.principal)
            }
            return (receipt, [receipt.proof.bytes, receipt.document])
        }
        Console.answer(
            ConsentReceiptAnswer(id: receipt.id, file: file, proofFile: proofFile, index: receipt.proof.index),
            asJSON: output.asJSON)
    }

    private func readTerms() throws -> ReceiptTerms {
        do { return try JSONText.decode(ReceiptTerms.self, from: try InputFile.read(terms, "the terms")) } catch let error
            as DecodingError
        {
            throw ToolError("malformedDocument", "the terms cannot be read: \(error.explanation)", path: terms)
        }
    }
}

/// A receipt that was written.
private struct ConsentReceiptAnswer: Answer {
    /// Its name, which stands in it too.
    var id: String
    var file: String
    var proofFile: String
    /// The entry that holds it, in the log of evidence.
    var index: UInt64

    var lines: [String] { ["receipt \(id) was written, and beside it the proof that entry \(index) holds it"] }
}
