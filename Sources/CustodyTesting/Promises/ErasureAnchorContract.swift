public import CustodyCore
import CustodyModel

/// What every `ErasureAnchor` promises. Each promise is checked on an anchor that keeps nothing.
public enum ErasureAnchorContract {
    /// The promises. A minor version may add some.
    public static let promises: [ContractPromise<any ErasureAnchor>] = [
        ContractPromise("of a store that erased nobody nothing is kept") { anchor in
            try expect(try await anchor.records(of: store(1)), is: [], "what is kept")
            try await anchor.forget(of: store(1), before: time(9))
        },
        ContractPromise("a record reads back with all that it tells, and keeping it again changes nothing") { anchor in
            for _ in 0..<2 {
                try await anchor.keep(record(1, of: 1))
                try expect(try await anchor.records(of: store(1)), is: [record(1, of: 1)], "what is kept")
            }
        },
        ContractPromise("every erasure of every store is kept apart, also two of one person") { anchor in
            for (plan, number) in [(1, 1), (2, 1), (1, 2), (3, 2)] { try await anchor.keep(record(plan, of: number)) }
            try await expectKept([1, 2], of: 1, in: anchor)
            try await expectKept([1, 3], of: 2, in: anchor)
            try await expectKept([], of: 3, in: anchor)
        },
        ContractPromise("only records go whose time is over, and those of that store alone") { anchor in
            for number in 1...2 {
                for plan in 1...4 { try await anchor.keep(record(plan, of: number)) }
            }
            try await anchor.forget(of: store(1), before: time(3).adding(milliseconds: -1))
            try await expectKept([3, 4], of: 1, in: anchor)
            try await expectKept([1, 2, 3, 4], of: 2, in: anchor)
            try await anchor.forget(of: store(1), before: time(3).adding(milliseconds: -1))
            try await expectKept([3, 4], of: 1, in: anchor)
        },
        ContractPromise("of many erasures that are kept at once none is lost") { anchor in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for plan in 1...16 { group.addTask { try await anchor.keep(record(plan, of: plan % 2)) } }
                try await group.waitForAll()
            }
            for number in 0...1 { try await expectKept((1...16).filter { $0 % 2 == number }, of: number, in: anchor) }
        },
    ]

    private static func store(_ number: Int) -> Handle { Handle(words: (7, UInt64(number))) }
    private static func time(_ day: Int) -> Instant { Instant(milliseconds: 1_795_512_600_123 + Int64(day) * 86_400_000) }

    /// A record that is kept as many days as the number of its plan says. All of a store are of one person.
    private static func record(_ plan: Int, of number: Int) -> ErasureRecord {
        ErasureRecord(
            whole: store(number), of: SubjectToken(Handle(words: (8, UInt64(number)))),
            plan: [UInt8](repeating: UInt8(truncatingIfNeeded: plan), count: 32),
            sealed: SealedValue(key: KeyID(.zero, .text), keyVersion: 2, box: [0, 255, UInt8(truncatingIfNeeded: plan)]),
            erasedAt: time(0), keepUntil: time(plan))
    }

    private static func expectKept(_ plans: [Int], of number: Int, in anchor: any ErasureAnchor) async throws {
        let kept = try await anchor.records(of: store(number))
        try expect(kept.count, is: plans.count, "how many records are kept of store \(number)")
        try expect(Set(kept), is: Set(plans.map { record($0, of: number) }), "the records of store \(number)")
    }
}
