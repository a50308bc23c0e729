public import CustodyAccess
import CustodyModel

/// What every `PolicyStorage` promises.
public enum PolicyStorageContract {
    /// The promises, each on a fresh and empty storage.
    public static let promises: [ContractPromise<any PolicyStorage>] = [
        ContractPromise("an empty storage has no policy, no history and no keys") { storage in
            try expect(try await storage.current(), is: nil, "the policy in force")
            try expect(try await storage.history(), is: [], "the history")
            try expect(try await storage.keys(of: token(1)), is: [], "the keys")
        },
        ContractPromise("an adopted policy is in force and reads back") { storage in
            try await commit(.adopt(policy(1), replacing: nil), to: storage)
            try expect(try await storage.current(), is: policy(1), "the policy in force")
        },
        ContractPromise("what is staged is not there before the commit") { storage in
            var unit = UnitOfWork()
            storage.stage(.adopt(policy(1), replacing: nil), in: &unit)
            try expect(try await storage.current(), is: nil, "the policy in force")
            _ = try await unit.commit()
            try expect(try await storage.current(), is: policy(1), "the policy in force")
        },
        ContractPromise("every adopted policy stays readable, the oldest first") { storage in
            try await commit(.adopt(policy(1), replacing: nil), to: storage)
            try await commit(.adopt(policy(2), replacing: PolicyVersion(1)), to: storage)
            try await commit(.adopt(policy(3), replacing: PolicyVersion(2)), to: storage)
            try expect(try await storage.history(), is: [policy(1), policy(2), policy(3)], "the history")
            try expect(try await storage.current(), is: policy(3), "the policy in force")
        },
        ContractPromise("a policy replaces the one in force and no other") { storage in
            try await refuses(
                .adopt(policy(1), replacing: PolicyVersion(1)), .versionConflict, storage, "replacing what is not")
            try await commit(.adopt(policy(1), replacing: nil), to: storage)
            try await refuses(.adopt(policy(2), replacing: nil), .versionConflict, storage, "replacing nothing")
            try await commit(.adopt(policy(2), replacing: PolicyVersion(1)), to: storage)
            try await refuses(.adopt(policy(3), replacing: PolicyVersion(1)), .versionConflict, storage, "replacing an old one")
            try expect(try await storage.current(), is: policy(2), "the policy in force")
        },
        ContractPromise("of two changes in one unit that meet, the first stands") { storage in
            var unit = UnitOfWork()
            let other = StoredPolicy(
                version: PolicyVersion(1), digest: Bytes([UInt8](repeating: 9, count: 32)), document: policy(2).document,
                adoptedAt: at)
            for policy in [policy(1), other] { storage.stage(.adopt(policy, replacing: nil), in: &unit) }
            for number in [1, 1] as [UInt64] { storage.stage(.record(change(number)), in: &unit) }
            for owner in [1, 2] as [UInt8] {
                let enrolled = PrincipalKey(principal: token(owner), publicKey: key(of: 1, 1).publicKey, enrolledAt: at)
                storage.stage(.enroll(enrolled), in: &unit)
            }
            _ = try await unit.commit()
            try expect(try await storage.history(), is: [policy(1)], "the history")
            try expect(try await storage.changes(), is: [change(1)], "the changes of access")
            try expect(try await storage.keys(of: token(1)), is: [key(of: 1, 1)], "the keys of the first")
            try expect(try await storage.keys(of: token(2)), is: [], "the keys of the second")
        },
        ContractPromise("versions have no gaps and never repeat") { storage in
            for version: UInt32 in [0, 2] {
                try await refuses(
                    .adopt(policy(version), replacing: nil), .versionConflict, storage, "version \(version) first")
            }
            try await commit(.adopt(policy(1), replacing: nil), to: storage)
            for version: UInt32 in [1, 3] {
                try await refuses(
                    .adopt(policy(version), replacing: PolicyVersion(1)), .versionConflict, storage, "version \(version) second"
                )
            }
        },
        ContractPromise("of editors at the same time one succeeds") { storage in
            let won = try await winners(among: 8, lost: { (error: AccessError) in error.code == .versionConflict }) { number in
                var mine = policy(1)
                mine.adoptedAt = Instant(milliseconds: Int64(number))
                try await commit(.adopt(mine, replacing: nil), to: storage)
            }
            try expect(won.count, is: 1, "editors that succeeded")
            try expect(try await storage.history().map(\.adoptedAt.milliseconds), is: won.map { Int64($0) }, "whose policies")
        },
        ContractPromise("keys read back, the oldest first, and only their owner's") { storage in
            for number: UInt8 in 1...3 { try await commit(.enroll(key(of: 1, number)), to: storage) }
            try await commit(.enroll(key(of: 2, 4)), to: storage)
            try expect(try await storage.keys(of: token(1)), is: [key(of: 1, 1), key(of: 1, 2), key(of: 1, 3)], "the keys")
            try expect(try await storage.keys(of: token(2)), is: [key(of: 2, 4)], "the other's keys")
        },
        ContractPromise("a key belongs to one principal, once") { storage in
            try await commit(.enroll(key(of: 1, 7)), to: storage)
            try await refuses(.enroll(key(of: 2, 7)), .keyAlreadyEnrolled, storage, "another's key")
            try await refuses(.enroll(key(of: 1, 7)), .keyAlreadyEnrolled, storage, "the same key again")
            try expect(try await storage.keys(of: token(1)), is: [key(of: 1, 7)], "the keys")
        },
        ContractPromise("changes of access read back in order, without gaps, and apart from the policies") { storage in
            try expect(try await storage.changes(), is: [], "no changes")
            try await refuses(.record(change(2)), .versionConflict, storage, "the second first")
            for number: UInt64 in 1...3 { try await commit(.record(change(number)), to: storage) }
            try await refuses(.record(change(3)), .versionConflict, storage, "the third again")
            try await commit(.adopt(policy(1), replacing: nil), to: storage)
            try expect(try await storage.changes(), is: [change(1), change(2), change(3)], "the changes")
        },
        ContractPromise("a key of the wrong length is refused") { storage in
            for count in [0, 31, 33] {
                let short = PrincipalKey(
                    principal: token(1), publicKey: Bytes([UInt8](repeating: 1, count: count)), enrolledAt: at)
                try await refuses(.enroll(short), .malformedKey, storage, "\(count) bytes")
            }
        },
        ContractPromise("a unit that fails leaves nothing") { storage in
            var unit = UnitOfWork()
            storage.stage(.enroll(key(of: 1, 1)), in: &unit)
            storage.stage(.adopt(policy(5), replacing: nil), in: &unit)
            try await expectError("the unit") { (_: AccessError) in
                true
            } from: { [unit] in
                _ = try await unit.commit()
            }
            try expect(try await storage.keys(of: token(1)), is: [], "the keys")
        },
    ]

    private static var at: Instant { Instant(milliseconds: 1_767_225_600_000) }

    private static func token(_ number: UInt8) -> PrincipalToken {
        PrincipalToken(Handle([UInt8](repeating: number, count: 16)) ?? .zero)
    }

    private static func key(of principal: UInt8, _ number: UInt8) -> PrincipalKey {
        PrincipalKey(
            principal: token(principal), publicKey: Bytes([UInt8](repeating: number, count: PrincipalKey.byteCount)),
            enrolledAt: at)
    }

    private static func policy(_ version: UInt32) -> StoredPolicy {
        StoredPolicy(
            version: PolicyVersion(version), digest: Bytes([UInt8](repeating: UInt8(truncatingIfNeeded: version), count: 32)),
            document: SealedValue(
                key: KeyID(.zero, .text), keyVersion: 1, box: [UInt8](repeating: UInt8(truncatingIfNeeded: version), count: 44)),
            adoptedAt: at)
    }

    private static func change(_ number: UInt64) -> StoredAccessChange {
        StoredAccessChange(
            number: number,
            content: SealedValue(
                key: KeyID(.zero, .text), keyVersion: 1, box: [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 44)),
            recordedAt: at)
    }

    private static func commit(_ change: PolicyChange, to storage: any PolicyStorage) async throws {
        var unit = UnitOfWork()
        storage.stage(change, in: &unit)
        _ = try await unit.commit()
    }

    private static func refuses(
        _ change: PolicyChange, _ code: AccessError.Code, _ storage: any PolicyStorage, _ what: String
    ) async throws {
        try await expectError(what) { (error: AccessError) in
            error.code == code
        } from: {
            try await commit(change, to: storage)
        }
    }
}
