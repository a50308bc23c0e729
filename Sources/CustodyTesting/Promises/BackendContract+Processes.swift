import CustodyConsent
import CustodyCore
import CustodyData
import CustodyModel

extension BackendContract {
    /// What every process keeps for itself, and must not take for what all of them do.
    static let besidePromises: [ContractPromise<BackendFixture>] = [
        ContractPromise("another process has a life of its own") { fixture in
            let here = try await fixture.make()
            var lives = [here.life]
            for _ in 0..<2 { lives.append(try await fixture.beside(here).life) }
            try expect(Set(lives).count, is: lives.count, "how many lives three openings have")
            try expect(lives.allSatisfy { $0 > 0 }, "an opening has the life 0, which is not told from 1")
        },
        ContractPromise("a count that was seen here does not hide what another process changed") { fixture in
            let here = try await fixture.make()
            let there = try await fixture.beside(here)
            _ = try await put(1, in: here)
            let (records, consents) = (try await here.data.changeCount(), try await here.consent.changeCount())
            guard let read = try await here.data.record(DataStoreContract.id(1)) else {
                throw BrokenPromise("what was committed is not there")
            }
            let heads = [SubjectHead(read.subject, try await here.consent.standing(of: read.subject).head)]
            var corrected = read
            corrected.version += 1
            var unit = UnitOfWork()
            there.data.stage(.write([.put(corrected, expecting: read.version)]), in: &unit)
            let event = ConsentEvent(.objected, by: read.subject, for: "marketing", recordedAt: DataStoreContract.at)
            try there.consent.stage(.append(event), in: &unit)
            _ = try await unit.commit()
            try await expectError("records that changed", where: { (error: DataError) in error.code == .subjectChanged }) {
                var unit = UnitOfWork()
                here.data.stage(.requireRecords([read], seen: records), in: &unit)
                _ = try await unit.commit()
            }
            try await expectError("a will that changed", where: { (error: ConsentError) in error.code == .headMoved }) {
                var unit = UnitOfWork()
                try here.consent.stage(.requireAll(heads, seen: consents), in: &unit)
                _ = try await unit.commit()
            }
        },
    ]
}
