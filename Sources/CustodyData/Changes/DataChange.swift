public import CustodyModel

/// A change to a ``DataStore``. One unit of work may hold several, each of which is checked against what was durable before the unit, but
/// no two that write one record, and no two that bind or unbind one identifier: such a unit is refused with `writtenTwice`.
public enum DataChange: Hashable, Sendable {
    /// Writes records, all or none, provided that the preconditions hold.
    case write([RecordWrite], requiring: [SubjectPrecondition] = [])
    /// Lets an identifier, which must be unbound, stand for a subject or a principal.
    case bind(BlindIndex, to: Handle, noting: IdentifierNote? = nil)
    /// Puts another entry in the place of one, for each former index: for the same identifier of the same handle. Each must still be
    /// there, and none of the new ones.
    case rebind([BlindIndex: BoundIdentifier])
    /// Lets no identifier stand for the handle any more, provided that these are all that do.
    case unbindAll([BlindIndex], of: Handle)
    /// Lets identifiers stand for nobody. One that is not bound is passed over, so that an erasure can be repeated.
    case unbind([BlindIndex])
    /// Remembers that an identifier was erased, in place of what was remembered before.
    case suppress(Suppression)
    /// Decides an erasure: from the commit on what it drops is seen by nobody. That costs the same however much there is; an
    /// ``eraseSubject(_:keeping:grounds:)`` drops it afterwards, and ``DataStore/begunErasures()`` tells of it until then.
    case beginErasure(BegunErasure)
    /// Forgets that identifiers were erased. One of which nothing is remembered is passed over.
    case lift([BlindIndex])
    /// Drops what is sealed under another class than these: fields, sources, and records that lose their last field.
    /// What stays of a class for which a ground is named is kept for that ground alone from now on.
    case eraseSubject(SubjectToken, keeping: Set<KeyClass>, grounds: [KeyClass: KeepingGround] = [:])
    /// Changes nothing; the unit commits only while nothing about the subject has changed.
    case require(SubjectPrecondition)
    /// Changes nothing; the unit commits only while all of these records are what they were when they were read.
    ///
    /// - `seen`: what ``DataStore/changeCount()`` answered before they were read. While it is the same, none is looked at again.
    case requireRecords([StoredRecord], seen: UInt64? = nil)
    /// Changes nothing; the unit commits only while none of these identifiers stands for anybody.
    case requireUnbound([BlindIndex])
}

extension DataChange: Codable {
    // The names are written to the journal; they outlive the names of the cases.
    private enum CodingKeys: String, CodingKey {
        case write, requiring
        case bind, to, noting
        case rebind
        case unbindAll, of
        case unbind
        case suppress
        case lift
        case begin
        case erase, keeping, grounds
        case require
        case requireRecords, seen
        case requireUnbound
    }

    /// Why a class stays, as it is written.
    private struct KeptClass: Codable {
        var keyClass: KeyClass
        var ground: KeepingGround
    }

    /// What takes the place of what, as it is written.
    private struct Rebinding: Codable {
        var former: BlindIndex
        var entry: BoundIdentifier
    }

    /// Reads a change.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let writes = try container.decodeIfPresent([RecordWrite].self, forKey: .write) {
            self = .write(
                writes, requiring: try container.decodeIfPresent([SubjectPrecondition].self, forKey: .requiring) ?? [])
        } else if let index = try container.decodeIfPresent(BlindIndex.self, forKey: .bind) {
            self = .bind(
                index, to: try container.decode(Handle.self, forKey: .to),
                noting: try container.decodeIfPresent(IdentifierNote.self, forKey: .noting))
        } else if let entries = try container.decodeIfPresent([Rebinding].self, forKey: .rebind) {
            self = .rebind(Dictionary(entries.map { ($0.former, $0.entry) }) { $1 })
        } else if let indexes = try container.decodeIfPresent([BlindIndex].self, forKey: .unbindAll) {
            self = .unbindAll(indexes, of: try container.decode(Handle.self, forKey: .of))
        } else if let indexes = try container.decodeIfPresent([BlindIndex].self, forKey: .unbind) {
            self = .unbind(indexes)
        } else if let suppression = try container.decodeIfPresent(Suppression.self, forKey: .suppress) {
            self = .suppress(suppression)
        } else if let indexes = try container.decodeIfPresent([BlindIndex].self, forKey: .lift) {
            self = .lift(indexes)
        } else if let erasure = try container.decodeIfPresent(BegunErasure.self, forKey: .begin) {
            self = .beginErasure(erasure)
        } else if let subject = try container.decodeIfPresent(SubjectToken.self, forKey: .erase) {
            let grounds = try container.decodeIfPresent([KeptClass].self, forKey: .grounds) ?? []
            self = .eraseSubject(
                subject, keeping: Set(try container.decode([KeyClass].self, forKey: .keeping)),
                grounds: Dictionary(grounds.map { ($0.keyClass, $0.ground) }) { $1 })
        } else if let precondition = try container.decodeIfPresent(SubjectPrecondition.self, forKey: .require) {
            self = .require(precondition)
        } else if let records = try container.decodeIfPresent([StoredRecord].self, forKey: .requireRecords) {
            self = .requireRecords(records, seen: try container.decodeIfPresent(UInt64.self, forKey: .seen))
        } else if let indexes = try container.decodeIfPresent([BlindIndex].self, forKey: .requireUnbound) {
            self = .requireUnbound(indexes)
        } else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "no change that this version knows"))
        }
    }

    /// Writes a change; the same change always gives the same bytes.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .write(let writes, let requiring):
            try container.encode(writes, forKey: .write)
            if !requiring.isEmpty { try container.encode(requiring, forKey: .requiring) }
        case .bind(let index, let handle, let note):
            try container.encode(index, forKey: .bind)
            try container.encode(handle, forKey: .to)
            try container.encodeIfPresent(note, forKey: .noting)
        case .rebind(let entries):
            let sorted = entries.sorted { $0.key.handle < $1.key.handle }
            try container.encode(sorted.map { Rebinding(former: $0.key, entry: $0.value) }, forKey: .rebind)
        case .unbindAll(let indexes, let handle):
            try container.encode(indexes, forKey: .unbindAll)
            try container.encode(handle, forKey: .of)
        case .unbind(let indexes): try container.encode(indexes, forKey: .unbind)
        case .suppress(let suppression): try container.encode(suppression, forKey: .suppress)
        case .lift(let indexes): try container.encode(indexes, forKey: .lift)
        case .beginErasure(let erasure): try container.encode(erasure, forKey: .begin)
        case .eraseSubject(let subject, let keeping, let grounds):
            try container.encode(subject, forKey: .erase)
            try container.encode(keeping.sorted(), forKey: .keeping)
            let kept = grounds.sorted { $0.key < $1.key }.map { KeptClass(keyClass: $0.key, ground: $0.value) }
            if !kept.isEmpty { try container.encode(kept, forKey: .grounds) }
        case .require(let precondition): try container.encode(precondition, forKey: .require)
        case .requireRecords(let records, let seen):
            try container.encode(records, forKey: .requireRecords)
            try container.encodeIfPresent(seen, forKey: .seen)
        case .requireUnbound(let indexes): try container.encode(indexes, forKey: .requireUnbound)
        }
    }
}
