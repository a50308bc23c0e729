import Crypto
import CustodyAccess
import CustodyAudit
import CustodyKeys
public import CustodyModel

extension Custodian {
    /// Records an entry in its register, and in the same commit the audit log says so. An earlier entry of its key stays, and is the latest
    /// no longer.
    ///
    /// An entry that is the latest of its key already is not recorded again.
    /// - Parameters:
    ///   - principal: who records it; the policy must permit the entry's `action`.
    ///   - reason: why; it is sealed.
    ///   - idempotencyKey: makes a retry safe also when others record of the same key meanwhile.
    /// - Returns: the line as it stands.
    /// - Throws: ``CustodianError`` with `denied`, `invalidInput` for a name that is none, an entry that is too long or tells of a day that is yet
    ///   to come, or no reason, `notRecorded`.
    @discardableResult
    public func record<Entry: RegisterEntry>(
        _ entry: Entry, by principal: Principal, reason: String, idempotencyKey: String? = nil
    ) async throws -> RegisterLine<Entry> {
        try Self.check(entry)
        try Self.check(entry.faults(under: governance), in: Entry.register)
        guard reason.isSaid else { throw CustodianError(.invalidInput, "say why it is recorded") }
        let leave = try await self.leave(Entry.action, by: principal, as: .keepRegister)
        let encoded = try CBOR.encode(entry)
        let idempotency = idempotencyKey.map { key in
            system.idempotency(key: "register\0\(Entry.register)\0" + key, request: encoded)
        }
        return try await retrying {
            var unit = UnitOfWork(idempotency: idempotency)
            let role = try await self.role(by: leave, in: &unit)
            let (line, isNew) = try await self.append(entry, by: principal, role, reason: reason, in: &unit)
            guard isNew else { return line }
            let commit = try await self.commit(unit)
            self.noteRecorded(in: Entry.register)
            guard commit.isDuplicate else { return line }
            return try await self.history(of: Entry.self, key: entry.key).last { $0.entry == entry } ?? line
        }
    }

    /// The latest entries of each key of a register, in an order of the register's own.
    ///
    /// Reading a register is neither decided nor recorded: it is a book of the house, in which nothing of the people stands whose data is
    /// held. Who of the staff has a part in it stands there by the name of a principal; what draws that together,
    /// ``trainingStandings(by:)`` and ``complianceReport(by:naming:against:)``, is both.
    public func entries<Entry: RegisterEntry>(of type: Entry.Type = Entry.self) async throws -> [RegisterLine<Entry>] {
        var lines: [RegisterLine<Entry>] = []
        try await forEachEntry(of: type) { lines.append($0) }
        return lines
    }

    /// Some of the latest entries of each key of a register. Those that stand before the first page is asked for stand in one.
    ///
    /// - Parameters:
    ///   - after: where the page before ended; nil for the first.
    ///   - limit: at most so many lines; at least one.
    public func entries<Entry: RegisterEntry>(
        of type: Entry.Type = Entry.self, after: RegisterPosition?, limit: Int
    ) async throws -> RegisterPage<Entry> {
        try await facing {
            let found = try await backends.registers.snapshot(Entry.register, after: after, limit: max(1, limit))
            // Behind every number of the key, so that one that is superseded meanwhile is not told twice.
            return RegisterPage(
                lines: try found.map { try line(of: $0) },
                next: found.count < max(1, limit) ? nil : found.last?.position.at(.max))
        }
    }

    /// The latest entry of a key; nil when there is none.
    public func entry<Entry: RegisterEntry>(
        of type: Entry.Type = Entry.self, key: RegisterKey
    ) async throws -> RegisterLine<Entry>? {
        try await facing { try await backends.registers.latest(of: key, in: Entry.register).map { try line(of: $0) } }
    }

    /// Every entry of a key, the first first.
    public func history<Entry: RegisterEntry>(
        of type: Entry.Type = Entry.self, key: RegisterKey
    ) async throws -> [RegisterLine<Entry>] {
        try await facing {
            var lines: [RegisterLine<Entry>] = []
            var place = RegisterPosition(of: key, in: Entry.register, number: 0)
            while true {
                let found = try await backends.registers.scan(Entry.register, after: place, limit: 100)
                    .prefix { $0.position.hasKey(of: place) }
                guard let last = found.last else { return lines }
                lines += try found.map { try line(of: $0) }
                place = last.position
            }
        }
    }

    /// Every entry of a register, in an order of the register's own.
    func everyEntry<Entry: RegisterEntry>(of type: Entry.Type) async throws -> [RegisterLine<Entry>] {
        var lines: [RegisterLine<Entry>] = []
        var place: RegisterPosition?
        while true {
            let found = try await backends.registers.scan(Entry.register, after: place, limit: 100)
            guard let last = found.last else { return lines }
            lines += try found.map { try line(of: $0) }
            place = last.position
        }
    }

    /// Looks at the latest entry of each key, of which a page at a time is in memory.
    func forEachEntry<Entry: RegisterEntry>(of type: Entry.Type, _ body: (RegisterLine<Entry>) throws -> Void) async throws {
        var place: RegisterPosition?
        repeat {
            let page = try await entries(of: type, after: place, limit: 100)
            for line in page.lines { try body(line) }
            place = page.next
        } while place != nil
    }

    /// Stages an entry and what the log says of it.
    ///
    /// - Returns: the line as it will stand; not new when it stands there already, and then nothing is staged.
    func append<Entry: RegisterEntry>(
        _ entry: Entry, by principal: Principal, _ role: RoleID?, reason: String, in unit: inout UnitOfWork
    ) async throws -> (line: RegisterLine<Entry>, isNew: Bool) {
        let (now, registers) = (clock.now(), backends.registers)
        let former = try await registers.latest(of: entry.key, in: Entry.register)
        if let former {
            let line: RegisterLine<Entry> = try line(of: former)
            if line.entry == entry { return (line, false) }
        }
        try Self.check(entry.faults(at: now), in: Entry.register)
        let position = RegisterPosition(of: entry.key, in: Entry.register, number: 0)
        guard let number = UInt32(exactly: UInt64(former?.position.number ?? 0) + 1) else {
            throw CustodianError(.invalidInput, "the register has as many entries of this key as it can hold; use another")
        }
        let content = try CBOR.encode(
            RegisterContent(key: entry.key, entry: entry, by: principal.id, at: now, reason: reason))
        guard content.count <= Self.maximumEntryLength else {
            throw CustodianError(
                .invalidInput,
                "an entry has at most \(Self.maximumEntryLength) bytes; keep long texts elsewhere and their hash here")
        }
        let place = position.at(number)
        let sealed = try sealer.seal(
            content, with: system.text, id: SystemKeys.textID, at: Self.place(of: place, in: Entry.register))
        registers.stage(
            appending: SealedEntry(register: Entry.register, position: place, content: sealed, recordedAt: now), over: former,
            in: &unit)
        // What is held for longer or shorter changes what a sweep may take that is under way.
        if Entry.self is RetentionSchedule.Type { noteHoldChange(in: &unit) }
        let actor = try await actor(principal, in: &unit)
        let said: [String: CBOR] = [
            "register": .text(Entry.register.rawValue), "key": .text(entry.key.rawValue), "number": .unsigned(UInt64(number)),
            "entry": .bytes(Array(SHA256.hash(data: try CBOR.encode(entry)))), "reason": .text(reason),
        ]
        _ = try backends.audit.stage(
            AuditEvent(
                class: .policy, action: .keepRegister, decision: .permit, time: now, recordCount: 1, role: role, actor: actor,
                system: systemPerson(.map(said)), log: .evidence), in: &unit)
        let line = RegisterLine(
            entry: entry, number: Int(number), recordedBy: principal.id, recordedAt: now, reason: reason)
        return (line, true)
    }

    private static var maximumEntryLength: Int { 1 << 16 }

    private static func check(_ entry: some RegisterEntry) throws {
        guard type(of: entry).register.isWellFormed, entry.key.isWellFormed else {
            throw CustodianError(
                .invalidInput,
                "a register is named by 1 to 64 letters, digits, '-' and '_', a key by 1 to 128 of them, '.' and '/'; "
                    + "a person's name is no key")
        }
    }

    private static func check(_ faults: [String], in register: RegisterName) throws {
        guard faults.isEmpty else {
            throw CustodianError(.invalidInput, "the entry of register '\(register)' is not recorded", reasons: faults)
        }
    }

    private static func place(of position: RegisterPosition, in register: RegisterName) -> Sealer.Place {
        .text("register/\(register)/\(position.handle)")
    }

    private func line<Entry: RegisterEntry>(of entry: SealedEntry) throws -> RegisterLine<Entry> {
        let bytes = try sealer.open(
            entry.content, with: system.text, at: Self.place(of: entry.position, in: Entry.register))
        let content = try CBOR.decode(RegisterContent<Entry>.self, from: bytes)
        guard RegisterPosition(of: content.key, in: Entry.register, number: entry.position.number) == entry.position else {
            throw CustodianError(
                .integrity, "an entry of register '\(Entry.register)' stands in the place of another; run verify")
        }
        return RegisterLine(
            entry: content.entry, number: Int(entry.position.number), recordedBy: content.by, recordedAt: content.at,
            reason: content.reason)
    }
}
