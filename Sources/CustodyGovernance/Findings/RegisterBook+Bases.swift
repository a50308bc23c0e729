import CustodyAccess
import CustodyLaw
import CustodyModel

extension RegisterBook {
    /// Purposes on a basis that does not hold where the host is, does not hold yet, or is not open to a host of its kind; and decisions
    /// that are left to a machine on a basis that forbids it. What nobody said about the host does not speak for it.
    func basisFindings(in live: LiveGovernance, at now: Instant) -> [Finding] {
        let today = CivilDate(utc: now)
        var findings: [Finding] = []
        for declaration in live.policy.purposes {
            guard let scope = BasisScope.of(declaration.basis) else { continue }
            let place = Finding.Place.purpose(declaration.purpose)
            if !scope.holds(on: today) {
                let (from, until) = (scope.validFrom.map { " from \($0)" } ?? "", scope.validTo.map { " until \($0)" } ?? "")
                findings.append(Finding(.basisNotInForce, place, "\(scope.basis) is law\(from)\(until)"))
            }
            if let country = scope.country { findings += strangers(to: scope, of: country, at: place) }
            if scope.isClosedToAuthorities, host?.sectors.contains(.publicBody) == true {
                findings.append(Finding(.basisClosedToAuthority, place, scope.basis.rawValue))
            }
        }
        for activity in activities where activity.role == .controller && activity.automation != nil {
            let derived = DerivedActivity(of: activity, in: live)
            for declaration in derived.purposes where BasisScope.of(declaration.basis)?.forbidsAutomatedDecisions == true {
                let detail = "\(declaration.purpose): \(declaration.basis)"
                findings.append(Finding(.automationForbidden, .activity(activity.id), detail))
            }
        }
        return findings
    }

    /// That the host is not, or not only, where one country's basis is law.
    private func strangers(to scope: BasisScope, of country: String, at place: Finding.Place) -> [Finding] {
        guard let host, host.reaches(country) else {
            let unsaid = self.host == nil ? "; nobody said where the host is" : ""
            return [Finding(.basisOutsideItsLaw, place, "\(scope.basis) is law in \(country) alone\(unsaid)")]
        }
        let others = host.establishedIn.union(host.serves).filter { $0 != country && !$0.hasPrefix(country + "-") }.sorted()
        guard !others.isEmpty else { return [] }
        let list = others.joined(separator: ", ")
        return [Finding(.basisOfOneLaw, place, "\(scope.basis) is law in \(country), and not in \(list)")]
    }
}
