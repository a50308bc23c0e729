import Crypto
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyAudit

@Suite("What is derived from persons' keys") struct DerivedKeysTests {
    private static let scheme = AuditScheme(origin: "app.example/audit")

    private static func person(_ number: UInt64, _ keyClass: AuditKeyClass, key: UInt8 = 1) -> AuditPerson {
        AuditPerson(
            handle: Handle(words: (number, 0)), key: SymmetricKey(data: [UInt8](repeating: key, count: 32)), keyClass: keyClass,
            payload: .null)
    }

    @Test("is the person's own, also after another key, another month and more people than are kept")
    func right() {
        let keys = DerivedKeys(Self.scheme)
        func check(_ person: AuditPerson, _ month: UInt32) {
            let derived = keys.derived(for: person, in: month)
            #expect(derived.reference == Self.scheme.reference(to: person.key, in: month))
            #expect(derived.sealing == Self.scheme.sealingKey(from: person.key, in: month))
        }
        for month: UInt32 in [202_611, 202_612, 202_611] {
            for key: UInt8 in [1, 2, 1] {
                for keyClass in [AuditKeyClass.actor, .system, .subject] { check(Self.person(1, keyClass, key: key), month) }
            }
        }
        for number in 0..<UInt64(3 * DerivedKeys.limit) {
            check(Self.person(number, .actor, key: UInt8(truncatingIfNeeded: number)), 202_611)
            #expect(keys.count <= DerivedKeys.limit)
        }
    }

    @Test("is kept of nobody whom the data are about")
    func subjects() {
        let keys = DerivedKeys(Self.scheme)
        for number in UInt64(0)..<10 { _ = keys.derived(for: Self.person(number, .subject), in: 202_611) }
        #expect(keys.count == 0)
        _ = keys.derived(for: Self.person(0, .actor), in: 202_611)
        #expect(keys.count == 1)
    }
}
