import CustodyAccess
import CustodyModel

extension ProcessingActivity {
    /// The kinds of special or criminal data that it declares, or that are held for it here.
    func sensitive(_ derived: DerivedActivity) -> [DataCategory] {
        Set(categories + derived.categories).filter { $0.isSpecial || $0.isCriminal }.sorted()
    }

    /// Whether anybody said what kinds of data it is about, the schemas or the entry.
    func namesData(_ derived: DerivedActivity) -> Bool { !categories.isEmpty || !derived.categories.isEmpty }

    /// Whether the policy says of every purpose what makes it lawful.
    func hasBases(_ derived: DerivedActivity) -> Bool {
        !purposes.isEmpty && purposes.allSatisfy { purpose in derived.purposes.contains { $0.purpose == purpose } }
    }

    /// Its purposes for which special data is held here.
    func specialPurposes(in live: LiveGovernance) -> [Purpose] {
        let special = live.records.flatMap(\.fields).filter(\.category.isSpecial)
        return purposes.filter { purpose in special.contains { $0.purposes.contains(purpose) } }
    }

    /// Whether what allows its special data has to be filled in by a law, or is not known. What it declares and is not held here may be
    /// for any of its purposes.
    func needsLawForSpecialData(in live: LiveGovernance) -> Bool {
        let held = live.records.flatMap(\.fields).filter { field in
            field.category.isSpecial && purposes.contains { field.purposes.contains($0) }
        }
        let isElsewhere = categories.contains { declared in
            declared.isSpecial && !held.contains { $0.category.isWithin(declared) }
        }
        let concerned = isElsewhere ? purposes : specialPurposes(in: live)
        let allowed = concerned.filter { purpose in
            let condition = live.policy.allPurposes.first { $0.purpose == purpose }?.specialCondition
            return condition.map { SpecialCategoryCondition.withoutFurtherLaw.contains($0) } ?? false
        }
        return concerned.isEmpty || allowed.count < concerned.count
    }
}
