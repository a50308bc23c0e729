import CustodyConsent
import CustodyCore
import CustodyData
import CustodyKeys
import CustodyModel

/// What went stays gone, whoever ends the store and however.
extension BackendContract {
    static let forgettingPromises: [ContractPromise<BackendFixture>] = [
        ContractPromise("what was taken away is gone after reopening, and what was begun is told") { fixture in
            var backends = try await fixture.make()
            for number in 1...3 { try await commitEverything(number, to: backends) }
            let people = (0...3).map { DataStoreContract.subject($0) }
            let begun = BegunErasure(people[1], keeping: [])
            let remembered = Suppression(index: DataStoreContract.index(2), erasedAt: DataStoreContract.at)

            // The first person's erasure is begun, the second's carried out; the third stays.
            var unit = UnitOfWork()
            try backends.keys.stage(intendingToDestroy: [keyID(1), keyID(2)], in: &unit)
            for change in [
                .beginErasure(begun), .eraseSubject(people[2], keeping: []),
                .unbindAll([DataStoreContract.index(2)], of: people[2].handle), .suppress(remembered),
                .suppress(Suppression(index: DataStoreContract.index(9), erasedAt: DataStoreContract.at)),
            ] as [DataChange] {
                backends.data.stage(change, in: &unit)
            }
            try backends.consent.stage(.forget(people[2]), in: &unit)
            _ = try await unit.commit()
            try await backends.keys.overwrite([keyID(2)])
            unit = UnitOfWork()
            try backends.keys.stage(destroyed: [keyID(2)], in: &unit)
            backends.data.stage(.lift([DataStoreContract.index(9)]), in: &unit)
            _ = try await unit.commit()

            backends = try await fixture.reopened(backends)
            try expect(try await backends.data.begunErasures(), is: [begun], "the erasures that are begun")
            try expect(try await backends.keys.unfinished(), is: [keyID(1)], "the keys whose destruction is begun")
            try expect(try await backends.keys.counts().destroyed, is: 1, "destroyed keys")
            for number in 1...2 {
                try expect(
                    try await backends.data.record(DataStoreContract.id(number)), is: nil, "the record of person \(number)")
                try await expectKeyError(.erased, "the key of person \(number)") {
                    _ = try await backends.keys.wrapped(keyID(number))
                }
            }
            let held = try await DataStoreContract.found(backends.data, .heldFor(.payment))
            try expect(held, is: [DataStoreContract.id(3)], "the records")
            try expect(try await backends.data.token(for: remembered.index), is: nil, "the identifier of who was erased")
            try expect(try await backends.data.suppression(for: remembered.index), is: remembered, "what is remembered of it")
            let lifted = try await backends.data.suppression(for: DataStoreContract.index(9))
            try expect(lifted, is: nil, "what was remembered and lifted")
            let known = try await backends.consent.subjects(after: nil, limit: 9)
            try expect(known, is: [people[1], people[3]], "whose will is known")
            let again = try await NewKey.make(keyID(2), provider: backends.provider, random: SystemRandomSource()).new
            try await expectKeyError(.conflict, "a destroyed key that is made again") { [backends] in
                var unit = UnitOfWork()
                try backends.keys.stage(inserting: [again], in: &unit)
                _ = try await unit.commit()
            }
            _ = try await backends.keys.key(keyID(3), provider: backends.provider)
        }
    ]

    private static func expectKeyError(_ code: KeyError.Code, _ what: String, from body: () async throws -> Void) async throws {
        try await expectError(what, where: { (error: KeyError) in error.code == code }, from: body)
    }
}
