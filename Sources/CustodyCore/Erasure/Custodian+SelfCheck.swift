import Crypto
import CustodyData
import CustodyKeys
import CustodyModel

extension Custodian {
    /// A sealed value, and where it belongs.
    struct SealedSample {
        var value: SealedValue
        var place: Sealer.Place
    }

    /// One value of each class that is going to be destroyed, as it is stored.
    func sealedSamples(of plan: ErasurePlan) async throws -> [SealedSample] {
        let going = Set(plan.destroys.map(\.keyClass))
        var samples: [KeyClass: SealedSample] = [:]
        for record in try await backends.data.records(of: plan.subject, name: nil) {
            for (name, field) in record.fields where going.contains(field.value.key.keyClass) {
                samples[field.value.key.keyClass] = SealedSample(
                    value: field.value, place: .field(record.id, name, schemaVersion: record.schemaVersion))
            }
        }
        return samples.sorted { $0.key < $1.key }.map(\.value)
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
    func suppression(of plan: ErasurePlan) -> ErasureCertificate.SuppressionEntry? {
        guard plan.isComplete else { return nil }
        return ErasureCertificate.SuppressionEntry(
            purpose: "answer that the identifier was erased, and refuse it when it is taken in again unnoticed",
            basis: .legalObligation, until: nil)
    }
}
