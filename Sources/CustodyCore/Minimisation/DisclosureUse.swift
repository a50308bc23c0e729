import CustodyAccess
import CustodyModel

/// What disclosures came to, as far as the log was read.
struct DisclosureUse {
    private let governance: Governance
    /// What is held for a purpose and was not seen disclosed yet.
    private var unseen: Set<MinimisationReport.FieldUse> = []
    /// Of those, what may have been.
    private var untold: Set<MinimisationReport.FieldUse> = []
    private var unused: Set<MinimisationReport.RoleUse> = []
    private var disclosures = 0
    /// For each role, itself and every role whose rules it has.
    private let lineage: [RoleID: Set<RoleID>]

    init(_ governance: Governance) {
        self.governance = governance
        for record in governance.records {
            for field in record.fields {
                for purpose in field.purposes {
                    unseen.insert(
                        MinimisationReport.FieldUse(
                            record: record.name, field: field.name, category: field.category, purpose: purpose))
                }
            }
        }
        let roles = Dictionary(governance.policy.roles.map { ($0.id, $0.inherits) }) { $1 }
        lineage = roles.keys.reduce(into: [:]) { lineage, role in
            var (all, next): (Set<RoleID>, [RoleID]) = ([], [role])
            while let role = next.popLast() {
                if all.insert(role).inserted { next += roles[role] ?? [] }
            }
            lineage[role] = all
        }
        for role in governance.policy.roles {
            for rule in role.rules where rule.effect == .allow && rule.treatment != .drop {
                guard !rule.actions.allSatisfy({ $0 != .read && $0 != .share }) else { continue }
                let purposes: [Purpose?] = rule.purposes.isEmpty ? [nil] : rule.purposes
                for category in rule.categories {
                    for purpose in purposes {
                        unused.insert(MinimisationReport.RoleUse(role: role.id, category: category, purpose: purpose))
                    }
                }
            }
        }
    }

    /// Whether nothing more can be learnt from a disclosure about fields.
    func isSettled(_ categories: [DataCategory], _ purpose: Purpose) -> Bool {
        !unseen.contains { categories.contains($0.category) && purpose.isWithin($0.purpose) }
    }

    /// Takes a disclosure into account.
    mutating func note(
        _ categories: [DataCategory], _ disclosed: (record: RecordName, fields: Set<FieldName>)?, for purpose: Purpose,
        in role: RoleID?
    ) {
        disclosures += 1
        let concerned = unseen.filter { categories.contains($0.category) && purpose.isWithin($0.purpose) }
        if let disclosed {
            for use in concerned where use.record == disclosed.record {
                // Who asked in the words of the edition before was shown the same value.
                guard !disclosed.fields.isDisjoint(with: governance.names(of: use.field, in: use.record)) else { continue }
                unseen.remove(use)
                untold.remove(use)
            }
        } else {
            untold.formUnion(concerned)
        }
        guard let role, !unused.isEmpty else { return }
        let roles = lineage[role] ?? [role]
        unused = unused.filter { use in
            !roles.contains(use.role) || !(use.purpose.map { purpose.isWithin($0) } ?? true)
                || !categories.contains { $0.isWithin(use.category) }
        }
    }

    func report(since: Instant, until: Instant, isWhole: Bool) -> MinimisationReport {
        MinimisationReport(
            since: since, until: until, isWhole: isWhole, disclosures: disclosures,
            unusedFields: unseen.subtracting(untold).sorted(), untoldFields: untold.sorted(),
            unusedPermissions: unused.sorted())
    }
}
