import CustodyModel

extension Custodian {
    func addInformation(to file: inout PackageFile, _ content: PackageContent) async throws {
        try await file.begin(.information)
        for token in content.tokens {
            for duty in try await duties(InformationDuty.of(token)) {
                let due = due(duty)
                try await file.add(
                    PackageRow(
                        .record([
                            "record": .text(duty.record.description), "kind": .text(duty.name.rawValue),
                            "obtained": .text("\(duty.obtained)"), "due": due.map { .text("\($0)") },
                        ]), duty.name.rawValue, duty.obtained.shown, due?.shown ?? "", "not told yet"))
            }
        }
        try await file.end()
    }
}
