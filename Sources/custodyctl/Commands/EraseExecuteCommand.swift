import ArgumentParser
import Custody

/// Carries out an approved plan.
struct EraseExecuteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "execute", abstract: "Carry out an approved plan and write the certificate.")

    @OptionGroup var store: StoreOptions

    @Argument(help: ArgumentHelp("The approved plan.", valueName: "plan.json"), completion: .file())
    var plan: String

    @OptionGroup var actor: ActorOption

    @Option(help: ArgumentHelp("Where the certificate goes.", valueName: "file"), completion: .file())
    var certificate: String

    @OptionGroup var output: JSONOption

    func run() async throws {
        let file = try PlanFile(readingFrom: plan)
        guard !file.approvals.isEmpty else {
            throw CustodianError(.notApproved, "nobody approved this plan yet; a second person does with `erase approve`")
        }
        try StoreDirectory.refuse(certificate, inside: store.dir, "the certificate")
        // Made first: an erasure that is done must not lose its certificate for want of a place.
        let target = try OutputFile(creating: certificate, for: "the certificate")
        let done: ErasureCertificate
        do {
            done = try await store.withCustodian { custodian in
                let done = try await execute(file, with: custodian)
                // At once: whatever fails from here on, what was destroyed is certified.
                do { try target.finish(try JSONText.encode(done) + [UInt8(ascii: "\n")]) } catch {
                    Console.remark("The erasure is done and its certificate could not be written to the file; keep this:")
                    Console.json(done)
                    throw error
                }
                return done
            }
        } catch {
            target.discardIfEmpty()
            throw error
        }
        Console.answer(ErasureReport(done, at: certificate), asJSON: output.asJSON)
    }

    /// Takes the first approval that holds; when none does, the first one's fault is told.
    private func execute(_ file: PlanFile, with custodian: Custodian) async throws -> ErasureCertificate {
        var first: CustodianError?
        for approval in file.approvals {
            do { return try await custodian.execute(file.plan, approval: approval, by: actor.principal) } catch let error
                as CustodianError where error.code == .notApproved
            {
                first = first ?? error
            } catch var error as CustodianError where error.code == .planChanged {
                // The plan of an erasure that is done fits no more, which is all that the error says.
                error.reasons.append(
                    "an `erase execute` of this plan that was cut off may have erased the person already; then `erase certificate` "
                        + "writes the certificate")
                throw error
            }
        }
        throw first ?? CustodianError(.notApproved, "no approval of this plan holds; approve it again")
    }
}
