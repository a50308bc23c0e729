import Crypto
import CustodyData
import CustodyKeys
import CustodyModel

extension Custodian {
    /// A sealed value, and where it belongs.
    struct SealedSample: Codable {
        var record: RecordID
        var value: SealedValue

        var place: Sealer.Place { Self.place(in: record) }

        static func place(in record: RecordID) -> Sealer.Place { .field(record, "sample", schemaVersion: 1) }
    }

    /// A value sealed under each key that is going to be destroyed, as the person's data are. The stored ones need not be read for it.
    ///
    /// - Throws: ``CustodianError`` with `planChanged` when a key is gone already.
    func sealedSamples(under ids: [KeyID]) async throws -> [SealedSample] {
        do {
            var samples: [SealedSample] = []
            for id in ids {
                let key = try await backends.keys.key(id, provider: backends.provider)
                let record = RecordID(Handle.random(from: random))
                let value = try sealer.seal(random.bytes(32), with: key, id: id, at: SealedSample.place(in: record))
                samples.append(SealedSample(record: record, value: value))
            }
            return samples
        } catch let error as KeyError where error.code == .erased { throw CustodianError.planChanged }
    }

    /// Tries to open what was destroyed, by the road on which everything is opened, and must fail.
    ///
    /// - Throws: ``CustodianError`` with `integrity` when a key is still given: the erasure is decided and recorded, and does not hold.
    func selfCheck(_ samples: [SealedSample], _ ids: [KeyID]) async throws -> ErasureCertificate.SelfCheck {
        for id in ids {
            guard
                try await !succeeds(
                    failing: { $0.code == .erased },
                    { _ = try await backends.keys.key(id, provider: backends.provider) })
            else {
                throw CustodianError(
                    .integrity,
                    "a key that was destroyed is still given; the erasure does not hold: mend the key store, then open again")
            }
        }
        for sample in samples {
            guard
                try await !succeeds(
                    failing: { _ in true },
                    {
                        let key = try await backends.keys.key(sample.value.key, provider: backends.provider)
                        _ = try sealer.open(sample.value, with: key, at: sample.place)
                    })
            else { throw CustodianError(.integrity, "a value of an erased person still opens; the erasure does not hold") }
        }
        return ErasureCertificate.SelfCheck(keys: ids.count, values: samples.count)
    }

    /// Whether something succeeds that must not. What fails for another reason proves nothing.
    private func succeeds(failing isRight: (KeyError) -> Bool, _ body: () async throws -> Void) async throws -> Bool {
        do { try await body() } catch let error as KeyError where isRight(error) { return false } catch let error as KeyError {
            throw CustodianError(.integrity, "a destroyed key is not told as erased: \(error.message)")
        } catch {
            throw CustodianError(
                .notRecorded, "the erasure is done and recorded, and could not be checked; run verify", reasons: ["\(error)"])
        }
        return true
    }

    /// What the certificate says of the keyed digest that stays.
    func suppression(of plan: ErasurePlan, erasedAt now: Instant) -> ErasureCertificate.SuppressionEntry? {
        guard plan.isComplete, !governance.suppressions.isOff else { return nil }
        return ErasureCertificate.SuppressionEntry(
            purpose: "answer that the identifier was erased, and refuse it when it is taken in again unnoticed",
            basis: .legalObligation, until: governance.suppressions.end(from: now))
    }
}
