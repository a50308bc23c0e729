import Crypto
import CustodyAccess
import CustodyAudit
import CustodyKeys
public import CustodyModel

extension Custodian {
    /// How many keys are wrapped anew at once: a crash does so much again.
    private static var rewrapCount: Int { 1024 }

    /// Wraps every key under the provider's current version of the key-encryption key, and has the provider retire the versions that
    /// nothing names any more. What was copied from the store before then never opens again, erased people's keys among it.
    ///
    /// The store goes on working meanwhile. A rotation that was cut off is finished by calling this again. Backups of the keys that were
    /// made before open only while the former version is kept: keep it, make a new backup, and call this again; or keep it until they expire.
    ///
    /// A provider may open other stores too, as a key file may: what they need is not destroyed as long as it knows of them. What it does not
    /// know, such as a copy of a store or one that was put back in another place, it cannot tell.
    /// - Parameters:
    ///   - principal: who does it; nil when the operator of the store does, which the log says.
    ///   - keepingFormer: leaves the former versions to a later call.
    ///   - forgotten: other stores that the provider knows of and that need no former version: they are gone, or were rotated with
    ///     `keepingFormer` themselves. None is forgotten by a call that keeps the former versions.
    ///   - begin: begins a version in the provider. It is called once the policy has permitted it, and not when an earlier rotation is to
    ///     be finished first. Without it the provider's current version is taken, which the host began.
    /// - Throws: ``CustodianError`` with `denied`, `sharedKey` when the provider knows of other stores, `busy` when the version changed
    ///   meanwhile, `integrity`, `notRecorded`.
    @discardableResult
    public func rotateKeys(
        by principal: Principal?, keepingFormer: Bool = false, forgetting forgotten: Set<Handle> = [],
        beginning begin: (@Sendable () async throws -> Void)? = nil
    ) async throws -> KeyRotation {
        let leave = try await self.leave(.rotateKeys, byOperatorOr: principal, as: .rewrapKeys)
        return try await rotations.enter { [self] in
            if !keepingFormer { try await requireNoOtherStore(than: forgotten) }
            if let begin, try await !keyStatus().isRotationDue {
                // Another rotation may have taken its time before.
                try await requireStill(leave)
                try await begin()
            }
            let version = try await facing { try await backends.provider.currentVersion() }
            // What was wrapped before and is committed later would be missed, and lost with the former version.
            backends.keys.accept(only: version)
            defer { backends.keys.accept(only: nil) }
            // Commits are taken in by their order: when this one is, every key that was let in before is seen below.
            try await recordRotation(["to": .unsigned(UInt64(version))], by: principal) {
                try await self.role(by: leave, in: &$0)
            }
            let rewrapped = try await facing { try await rewrapAll(to: version) }
            let status = try await keyStatus()
            guard status.current == version, !status.isRotationDue else {
                throw CustodianError(.busy, "the key-encryption key was replaced again meanwhile; call again")
            }
            var retired: [UInt16] = []
            // While the former version is kept, it is kept for all of them.
            let gone: Set<Handle> = keepingFormer ? [] : forgotten.subtracting([backends.store])
            if !keepingFormer {
                // Another store may have been opened under the same versions meanwhile.
                try await requireNoOtherStore(than: forgotten)
                try await requireStill(leave)
                retired = try await facing { try await backends.provider.retire(allBut: [version]) }.sorted()
                try await facing { try await backends.provider.forget(gone) }
            }
            var said: [String: CBOR] = [
                "done": .unsigned(UInt64(version)), "rewrapped": .unsigned(UInt64(rewrapped)),
                "retired": .array(retired.map { .unsigned(UInt64($0)) }),
            ]
            if !gone.isEmpty { said["forgotten"] = .array(gone.sorted().map { .bytes($0.bytes) }) }
            // What came of it is recorded whoever lost the right meanwhile: it is done.
            try await recordRotation(said, by: principal) { _ in leave?.role }
            return KeyRotation(version: version, rewrapped: rewrapped, retired: retired)
        }
    }

    /// Under which versions of the key-encryption key the keys are wrapped. It reads them all.
    public func keyStatus() async throws -> KeyStatus {
        try await facing {
            var live: [UInt16: Int] = [:]
            var cursor: UInt64?
            repeat {
                let page = try await backends.keys.wrappings(after: cursor, limit: Self.rewrapCount)
                for key in page.keys { live[key.wrapped.version, default: 0] += 1 }
                cursor = page.next
            } while cursor != nil
            return KeyStatus(
                current: try await backends.provider.currentVersion(), live: live,
                destroyed: try await backends.keys.counts().destroyed)
        }
    }

    /// Throws when the provider opens another store too, which needs what is to be destroyed.
    private func requireNoOtherStore(than forgotten: Set<Handle>) async throws {
        let others = try await facing { try await backends.provider.notedStores() }
            .subtracting(forgotten.union([backends.store]))
        guard others.isEmpty else {
            throw CustodianError(
                .sharedKey,
                "other stores are opened by the same key-encryption key, and would not open any more without its former version; nothing "
                    + "was destroyed: give this store a key of its own, which may be a copy, or rotate each of them keeping the former "
                    + "version, and name those that do not need it", reasons: others.sorted().map { "store \($0)" })
        }
    }

    private func rewrapAll(to version: UInt16) async throws -> Int {
        var rewrapped = 0
        var cursor: UInt64?
        repeat {
            let page = try await backends.keys.wrappings(after: cursor, limit: Self.rewrapCount)
            var new: [NewKey] = []
            for var key in page.keys where key.wrapped.version != version {
                let context = key.id.wrappingContext
                let opened = try await backends.provider.unwrap(key.wrapped, context: context)
                guard opened.fingerprint == key.fingerprint else {
                    throw KeyError(.damaged, "a slot holds another key than it says; run verify", key: key.id)
                }
                key.wrapped = try await backends.provider.wrap(opened, context: context)
                // Nothing is written over before what takes its place was opened once.
                guard try await backends.provider.unwrap(key.wrapped, context: context) == opened else {
                    throw KeyError(.wrongKey, "the provider gives a wrapping that it does not open again; nothing was replaced")
                }
                new.append(key)
            }
            if !new.isEmpty { rewrapped += try await backends.keys.rewrap(new) }
            cursor = page.next
            try Task.checkCancellation()
        } while cursor != nil
        return rewrapped
    }

    /// - Parameter role: in which role it is done; has the unit commit only while that is had, or throws.
    private func recordRotation(
        _ payload: [String: CBOR], by principal: Principal?, in role: (inout UnitOfWork) async throws -> RoleID?
    ) async throws {
        try await retrying {
            var unit = UnitOfWork()
            let acting = try await role(&unit)
            let actor: AuditPerson? = if let principal { try await self.actor(principal, in: &unit) } else { nil }
            _ = try self.backends.audit.stage(
                AuditEvent(
                    class: .key, action: .rewrapKeys, decision: actor == nil ? .none : .permit, time: self.clock.now(),
                    role: acting, actor: actor, system: self.systemPerson(.map(payload))), in: &unit)
            return try await self.commit(unit)
        }
    }
}
