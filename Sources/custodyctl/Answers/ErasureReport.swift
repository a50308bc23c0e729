import Custody

/// What an erasure destroys and keeps, planned or done.
struct ErasureReport: Answer {
    var step: String
    var file: String
    var ground: ErasureGround
    var reference: String
    var destroys: [ErasurePlan.Destruction]
    var keeps: [ErasurePlan.Kept]
    var digest: Bytes
    var next: String

    init(_ plan: ErasurePlan, at file: String) throws {
        step = "planned"
        self.file = file
        ground = plan.ground
        reference = plan.ground.reference
        destroys = plan.destroys
        keeps = plan.keeps
        digest = try plan.digest()
        next = "A second person approves it with `erase approve`; until then nothing is destroyed."
    }

    init(_ certificate: ErasureCertificate, at file: String) {
        let statement = certificate.statement
        step = "erased"
        self.file = file
        ground = statement.ground
        reference = statement.reference
        destroys = statement.destroyed
        keeps = statement.kept
        digest = statement.plan
        next = "The certificate is signed with the store's key \(certificate.publicKey.hex)."
    }

    var lines: [String] {
        var lines = ["\(step) on ground '\(ground)' (\(reference)): \(file)"]
        for gone in destroys {
            let fields =
                gone.fields.isEmpty ? "what the log and the ledger hold about the person" : gone.fields.joined(separator: ", ")
            lines.append("  destroys key \(gone.keyClass.rawValue): \(fields)")
        }
        for kept in keeps { lines.append("  keeps \(kept.fields.joined(separator: ", ")): \(kept.reason)") }
        if keeps.isEmpty { lines.append("  keeps nothing") }
        return lines + ["plan digest: \(digest.hex)", next]
    }
}
