import CustodyKeys
import CustodyModel
import CustodyTesting
import Synchronization
import Testing

/// Key stores that break a promise on purpose, to show that the promises would notice.
@Suite("The key store's promises notice a broken store")
struct KeyStoreContractSelfTests {
    /// How a store misbehaves.
    enum Fault: CaseIterable {
        /// Answers from a cache that erasing does not reach.
        case remembers
        /// Overwrites without asking for the intent.
        case overwritesAtOnce
        /// Says nothing about destructions that were begun.
        case forgetsIntents
        /// Hides all but one of an owner's keys.
        case listsOneClass
        /// Says that wrappings were replaced, and leaves them.
        case keepsWrappings
        /// Puts whatever it is given in the place of a wrapping, and over destroyed keys too.
        case rewrapsAnything
        /// Gives the last of two keys for one owner and class.
        case keepsTheLast
        /// Takes new keys under a former version.
        case acceptsAnyVersion
        /// Looks at the version when a key is staged, and no more when it commits.
        case looksAtTheVersionEarly
        /// Goes on where so many keys were listed, whatever became of those.
        case countsPlaces
        /// Takes a page without room for an empty one, and for the last.
        case hasNoRoom
    }

    private final class BrokenStore: KeyStore {
        private let base = SlotKeyStore(committingTo: MemoryCoordinator())
        private let cache = Mutex<[KeyID: WrappedKey]>([:])
        private let rewrapped = Mutex<[KeyID: WrappedKey]>([:])
        private let version = Mutex<UInt16?>(nil)
        private let fault: Fault

        init(_ fault: Fault) { self.fault = fault }

        func wrapped(_ id: KeyID) async throws -> WrappedKey {
            if fault == .remembers, let cached = cache.withLock({ $0[id] }) { return cached }
            if fault == .rewrapsAnything, let put = rewrapped.withLock({ $0[id] }) { return put }
            let wrapped = try await base.wrapped(id)
            return fault == .keepsTheLast ? cache.withLock { $0[id] } ?? wrapped : wrapped
        }

        func live(of owner: Handle) async throws -> [KeyClass: Bytes] {
            let live = try await base.live(of: owner)
            guard fault == .listsOneClass, let first = live.keys.min() else { return live }
            return live.filter { $0.key == first }
        }

        func stage(inserting keys: [NewKey], in unit: inout UnitOfWork) throws {
            cache.withLock { cache in for key in keys { cache[key.id] = key.wrapped } }
            if let version = version.withLock({ $0 }), keys.contains(where: { $0.wrapped.version != version }) {
                throw KeyError(.conflict, "the key-encryption key was replaced")
            }
            try base.stage(inserting: keys, in: &unit)
        }

        func stage(intendingToDestroy ids: [KeyID], in unit: inout UnitOfWork) throws {
            try base.stage(intendingToDestroy: ids, in: &unit)
        }

        func overwrite(_ ids: [KeyID]) async throws {
            do { try await base.overwrite(ids) } catch  where fault == .overwritesAtOnce {}
        }

        func stage(destroyed ids: [KeyID], in unit: inout UnitOfWork) throws { try base.stage(destroyed: ids, in: &unit) }

        func unfinished() async throws -> [KeyID] { fault == .forgetsIntents ? [] : try await base.unfinished() }

        func wrappings(after cursor: UInt64?, limit: Int) async throws -> WrappingPage {
            if fault == .hasNoRoom, limit < 1 { return WrappingPage([], next: nil) }
            guard fault == .countsPlaces else { return try await base.wrappings(after: cursor, limit: limit) }
            let (all, start) = (try await base.wrappings(after: nil, limit: .max).keys, Int(clamping: cursor ?? 0))
            let page = Array(all.dropFirst(start).prefix(max(1, limit)))
            let end = start + page.count
            return WrappingPage(page, next: end < all.count ? UInt64(end) : nil)
        }

        func rewrap(_ keys: [NewKey]) async throws -> Int {
            switch fault {
            case .keepsWrappings: return keys.count
            case .rewrapsAnything:
                rewrapped.withLock { rewrapped in for key in keys { rewrapped[key.id] = key.wrapped } }
                return keys.count
            default: return try await base.rewrap(keys)
            }
        }

        func accept(only version: UInt16?) {
            switch fault {
            case .acceptsAnyVersion: break
            case .looksAtTheVersionEarly: self.version.withLock { $0 = version }
            default: base.accept(only: version)
            }
        }

        func counts() async throws -> (live: Int, destroyed: Int) { try await base.counts() }
    }

    @Test("A broken store trips at least one promise", arguments: Fault.allCases)
    func caught(_ fault: Fault) async throws {
        var broken: [String] = []
        for promise in KeyStoreContract.promises {
            do { try await promise.verify { BrokenStore(fault) } } catch is BrokenPromise { broken.append("\(promise)") }
        }
        #expect(!broken.isEmpty, "\(fault) goes unnoticed")
    }
}
