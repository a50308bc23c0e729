import CustodyData
import CustodyModel

extension DataStoreContract {
    static let identifierPromises: [ContractPromise<any DataStore>] = [
        ContractPromise("a bound identifier finds its token, and a token its identifiers") { store in
            try await commit(.bind(index(2), to: subject(1).handle), to: store)
            try await commit(.bind(index(1), to: subject(1).handle), to: store)
            try await commit(.bind(index(3), to: subject(2).handle), to: store)
            try expect(try await store.token(for: index(2)), is: subject(1).handle, "the token")
            try expect(try await store.indexes(boundTo: subject(1).handle), is: [index(1), index(2)], "the identifiers")
            try expect(try await store.counts().bindings, is: 3, "bindings")
        },
        ContractPromise("an identifier stands for one token only, also when several bind it at the same time") { store in
            let won = try await winners(among: 8, lost: { (error: DataError) in error.code == .alreadyBound }) { number in
                try await commit(.bind(index(1), to: subject(number).handle), to: store)
            }
            try expect(won.count, is: 1, "binders that succeeded")
            try expect(try await store.token(for: index(1)), is: won.first.map { subject($0).handle }, "the token")
            try await expectError("binding again") { (error: DataError) in
                error.code == .alreadyBound
            } from: {
                try await commit(.bind(index(1), to: subject(9).handle), to: store)
            }
            try await commit(.requireUnbound([index(2), index(3)]), to: store)
            try await expectError("a condition that it stands for nobody") { (error: DataError) in
                error.code == .alreadyBound
            } from: {
                try await commit(.requireUnbound([index(2), index(1)]), to: store)
            }
        },
        ContractPromise("an unbound identifier stands for nobody and can be bound anew; unbinding can be repeated") { store in
            try await commit(.bind(index(1), to: subject(1).handle), to: store)
            for _ in 0..<2 { try await commit(.unbind([index(1), index(2)]), to: store) }
            try expect(try await store.token(for: index(1)), is: nil, "the token")
            try expect(try await store.indexes(boundTo: subject(1).handle), is: [], "the identifiers")
            try await commit(.bind(index(1), to: subject(2).handle), to: store)
            try expect(try await store.token(for: index(1)), is: subject(2).handle, "the new token")
        },
        ContractPromise("an erased identifier is remembered, the last time counting") { store in
            let first = Suppression(index: index(1), until: at, erasedAt: at)
            try await commit(.suppress(first), to: store)
            try expect(try await store.suppression(for: index(1)), is: first, "the suppression")
            let second = Suppression(index: index(1), until: nil, erasedAt: at.adding(milliseconds: 5))
            try await commit(.suppress(second), to: store)
            try expect(try await store.suppression(for: index(1)), is: second, "the later suppression")
            try expect(try await store.suppression(for: index(2)), is: nil, "another identifier's")
            try expect(try await store.counts().suppressions, is: 1, "suppressions")
        },
        ContractPromise("what is remembered of erased identifiers is listed, and is forgotten when it is lifted") { store in
            let all = (1...5).map { Suppression(index: index($0), until: $0 % 2 == 0 ? at : nil, erasedAt: at) }
            for suppression in all { try await commit(.suppress(suppression), to: store) }
            for limit in [1, 2, 100] {
                var found: [Suppression] = []
                var cursor: UInt64?
                repeat {
                    let page = try await store.suppressions(after: cursor, limit: limit)
                    found += page.suppressions
                    cursor = page.next
                } while cursor != nil
                try expect(found.sorted { $0.index.handle < $1.index.handle }, is: all, "the entries in pages of \(limit)")
            }
            for _ in 0..<2 { try await commit(.lift([index(2), index(9)]), to: store) }
            try expect(try await store.suppression(for: index(2)), is: nil, "what was lifted")
            try expect(try await store.suppression(for: index(1)), is: all[0], "another")
            try expect(try await store.counts().suppressions, is: 4, "suppressions")
        },
        ContractPromise("a bound identifier keeps its note, and is counted by its version until it is unbound") { store in
            try await commit(.bind(index(1), to: subject(1).handle, noting: note(1, version: 1)), to: store)
            try await commit(.bind(index(2), to: subject(1).handle, noting: note(1, version: 2)), to: store)
            try await commit(.bind(index(3), to: subject(2).handle), to: store)
            try expect(
                try await store.identifiers(boundTo: subject(1).handle),
                is: [bound(1, to: 1, version: 1), bound(2, to: 1, version: 2)], "the identifiers")
            try expect(try await store.counts().bindingsByVersion, is: [1: 1, 2: 1], "the counts")
            try await commit(.unbind([index(2), index(3)]), to: store)
            try expect(try await store.counts().bindingsByVersion, is: [1: 1], "the counts after one is unbound")
        },
        ContractPromise("every identifier stands in a page, however many a page holds") { store in
            for number in 1...9 {
                try await commit(
                    .bind(index(number), to: subject(number % 4 + 1).handle, noting: note(number, version: 1)), to: store)
            }
            for limit in [1, 3, 100] {
                var found: [BoundIdentifier] = []
                var cursor: UInt64?
                repeat {
                    let page = try await store.identifiers(after: cursor, limit: limit)
                    found += page.identifiers
                    cursor = page.next
                } while cursor != nil
                try expect(
                    found.sorted { $0.index.handle < $1.index.handle },
                    is: (1...9).map {
                        BoundIdentifier(index($0), of: subject($0 % 4 + 1).handle, noting: note($0, version: 1))
                    },
                    "the identifiers in pages of \(limit)")
            }
        },
        ContractPromise("an entry takes the place of the former one, all of them or none") { store in
            try await commit(.bind(index(1), to: subject(1).handle, noting: note(1, version: 1)), to: store)
            try await commit(.bind(index(2), to: subject(2).handle, noting: note(2, version: 1)), to: store)
            try await commit(.bind(index(3), to: subject(3).handle, noting: note(3, version: 1)), to: store)
            for (taken, code) in [
                (
                    [index(1): bound(7, to: 1, version: 2), index(5): bound(8, to: 2, version: 2)],
                    DataError.Code.identifiersChanged
                ),
                ([index(1): bound(7, to: 1, version: 2), index(3): bound(8, to: 2, version: 2)], .identifiersChanged),
                ([index(1): bound(7, to: 1, version: 2), index(2): bound(3, to: 2, version: 2)], .alreadyBound),
                ([index(1): bound(7, to: 1, version: 2), index(2): bound(7, to: 2, version: 2)], .writtenTwice),
            ] {
                try await expectError("a bad entry") { (error: DataError) in
                    error.code == code
                } from: {
                    try await commit(.rebind(taken), to: store)
                }
                try expect(try await store.token(for: index(1)), is: subject(1).handle, "the token")
            }
            try await commit(
                .rebind([index(1): bound(7, to: 1, version: 2), index(2): bound(8, to: 2, version: 2)]), to: store)
            try expect(try await store.token(for: index(1)), is: nil, "a former index")
            try expect(try await store.token(for: index(7)), is: subject(1).handle, "the token")
            try expect(try await store.identifiers(boundTo: subject(2).handle), is: [bound(8, to: 2, version: 2)], "another's")
            try expect(try await store.counts().bindingsByVersion, is: [1: 1, 2: 2], "the counts")
        },
        ContractPromise("all identifiers of somebody go together, or none when there are others than were read") { store in
            try await commit(.bind(index(1), to: subject(1).handle), to: store)
            try await commit(.bind(index(2), to: subject(1).handle), to: store)
            for indexes in [[index(1)], [index(1), index(2), index(3)], []] {
                try await expectError("\(indexes.count) identifiers") { (error: DataError) in
                    error.code == .identifiersChanged
                } from: {
                    try await commit(.unbindAll(indexes, of: subject(1).handle), to: store)
                }
            }
            try await commit(.unbindAll([index(1), index(2)], of: subject(1).handle), to: store)
            try expect(try await store.identifiers(boundTo: subject(1).handle), is: [], "the identifiers")
            try await commit(.unbindAll([], of: subject(1).handle), to: store)
        },
    ]

    private static func note(_ number: Int, version: UInt8) -> IdentifierNote {
        IdentifierNote(version: version, field: "phone", name: field(number, .telephone).value)
    }

    private static func bound(_ number: Int, to owner: Int, version: UInt8) -> BoundIdentifier {
        BoundIdentifier(index(number), of: subject(owner).handle, noting: note(owner, version: version))
    }
}
