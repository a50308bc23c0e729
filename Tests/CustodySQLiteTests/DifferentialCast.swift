#if SQLite
    import Crypto
    import CustodyAccess
    import CustodyAudit
    import CustodyConsent
    import CustodyData
    import CustodyIncidents
    import CustodyModel
    import CustodyTesting

    /// Whom and what differential steps are about.
    struct DifferentialCast {
        static let people = 10

        let at = Instant(milliseconds: 1_767_225_600_000)
        let plain = KeyClass(rawValue: 16)
        let retained = KeyClass(rawValue: 17)
        let purposes: [Purpose] = ["marketing", "marketing.direct", "payment", "it's; --", "e\u{301}", "a\0b"]
        private let identities: [AuditIdentity]
        let system: AuditIdentity

        init() {
            let random = SeededRandomSource(seed: 7)
            identities = (0...Self.people).map { _ in
                AuditIdentity(.random(from: random), key: SymmetricKey(data: random.bytes(32)), as: .subject)
            }
            system = AuditIdentity(.random(from: random), key: SymmetricKey(data: random.bytes(32)), as: .system)
        }

        func handle(_ number: Int, _ kind: UInt8) -> Handle {
            // Their order is not that of the numbers.
            Handle(
                [UInt8(truncatingIfNeeded: number &* 151), kind]
                    + [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 14))
                ?? .zero
        }

        func subject(_ person: Int) -> SubjectToken { SubjectToken(handle(person, 1)) }
        func record(_ person: Int, _ number: Int) -> RecordID { RecordID(handle(person * 5 + number, 2)) }
        func index(_ person: Int, _ number: Int) -> BlindIndex { BlindIndex(handle(person * 5 + number, 3)) }
        func incident(_ number: Int) -> IncidentID { IncidentID(handle(number, 4)) }
        func principal(_ number: Int) -> PrincipalToken { PrincipalToken(handle(number, 5)) }
        func identity(_ person: Int) -> AuditIdentity { identities[person % identities.count] }
        func moment(_ hour: Int) -> PartialInstant { PartialInstant(at.adding(milliseconds: Int64(hour) * 3_600_000)) }

        func sealed(_ number: Int, _ keyClass: KeyClass) -> SealedValue {
            SealedValue(
                key: KeyID(handle(number, 6), keyClass), keyVersion: 1,
                box: [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 44))
        }

        func record(_ id: RecordID, of subject: SubjectToken, for purposes: [Purpose], expiry: Int64?) -> StoredRecord {
            StoredRecord(
                id: id, subject: subject, name: "customer", purposes: purposes,
                fields: [
                    "email": StoredField(value: sealed(1, plain), category: .emailAddress),
                    "iban": StoredField(
                        value: sealed(2, retained), category: .bankAccount,
                        expiresAt: expiry.map { at.adding(milliseconds: $0) }),
                ], collectedAt: at, source: sealed(3, plain))
        }

        func notice(_ number: Int) -> Notice {
            Notice(
                hash: NoticeHash(of: Array("notice \(number)".utf8)), version: "\(number % 4)", language: "en",
                text: sealed(number, .text), purposes: Array(purposes.prefix(1 + number)), recordedAt: at,
                name: number < 3 ? nil : "newsletter", change: number.isMultiple(of: 2) ? .material : .minor)
        }

        func policy(_ version: PolicyVersion) -> StoredPolicy {
            StoredPolicy(
                version: version, digest: Bytes([UInt8](repeating: 4, count: 32)), document: sealed(1, .text), adoptedAt: at)
        }

        func key(of principal: Int, _ number: Int) -> PrincipalKey {
            PrincipalKey(
                principal: self.principal(principal),
                publicKey: Bytes([UInt8](repeating: UInt8(principal * 4 + number), count: PrincipalKey.byteCount)),
                enrolledAt: at)
        }

        func change(_ number: UInt64) -> StoredAccessChange {
            StoredAccessChange(number: number, content: sealed(1, .text), recordedAt: at)
        }
    }

    extension StoredRecord {
        /// Something sealed, of which a name can be made.
        var sealedName: SealedValue {
            SealedValue(key: KeyID(subject.handle, .text), keyVersion: 1, box: [UInt8](repeating: 5, count: 44))
        }
    }
#endif
