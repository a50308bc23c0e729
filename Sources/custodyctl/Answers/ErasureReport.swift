import Custody

/// What an erasure destroys and keeps, planned or done.
struct ErasureReport: Answer {
    var step: String
    var file: String
    var ground: ErasureGround
    var reference: String
    var destroys: [ErasurePlan.Destruction]
    var keeps: [ErasurePlan.Kept]
    var log: String
    var digest: Bytes
    var next: String

    init(_ plan: ErasurePlan, at file: String) throws {
        step = "planned"
        self.file = file
        ground = plan.ground
        reference = plan.ground.reference
        destroys = plan.destroys
        keeps = plan.keeps
        log = Self.text(plan)
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
        log = Self.text(statement.log)
        digest = statement.plan
        next = "The certificate is signed with the store's key \(certificate.publicKey.hex)."
    }

    private static func text(_ plan: ErasurePlan) -> String {
        guard plan.isComplete else { return text(.stays) }
        guard !plan.erasesLog else { return "what it says about the person is erased" }
        guard case .keepPseudonymousUntil(let date, let ground) = plan.log else {
            return text(.kept(until: nil, ground: nil, heldBy: plan.logHeldBy))
        }
        return text(.kept(until: date, ground: ground, heldBy: plan.logHeldBy))
    }

    private static func text(_ outcome: LogOutcome) -> String {
        switch outcome {
        case .erased(let scope): return "\(scope.count) parts were erased; entry \(scope.entry) accounts for exactly these"
        case .stays: return "stays with what is kept"
        case .kept(let until, let ground, let incidents):
            let time = until.map { "until \($0)\(ground.map { " (\($0))" } ?? "")" }
            let held = incidents.isEmpty ? nil : "as evidence of \(incidents.count) open incidents"
            return "kept without a name \([time, held].compactMap(\.self).joined(separator: ", and "))"
        }
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
        lines.append("  the log: \(log)")
        return lines + ["plan digest: \(digest.hex)", next]
    }
}
