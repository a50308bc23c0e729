public import CustodyModel

/// An erasure of a subject that is decided: what it drops is seen by nobody any more, and is dropped later.
public struct BegunErasure: Hashable, Sendable {
    /// Whose records.
    public var subject: SubjectToken
    /// What is sealed under another class than these goes.
    public var keeping: Set<KeyClass>
    /// The grounds for which alone classes are kept from now on.
    public var grounds: [KeyClass: KeepingGround]

    /// An erasure from its parts.
    public init(_ subject: SubjectToken, keeping: Set<KeyClass>, grounds: [KeyClass: KeepingGround] = [:]) {
        self.subject = subject
        self.keeping = keeping
        self.grounds = grounds
    }

    /// What drops it.
    public var completion: DataChange { .eraseSubject(subject, keeping: keeping, grounds: grounds) }

    /// What a record is without what goes; nil when nothing of it stays. Another person's record stays as it is.
    ///
    /// A store shows this in the place of each record from the commit of ``DataChange/beginErasure(_:)`` on, and keeps it when it drops the
    /// rest.
    public func left(of record: StoredRecord) -> StoredRecord? {
        guard record.subject == subject else { return record }
        var left = record
        left.fields = record.fields.filter { keeping.contains($0.value.value.key.keyClass) }
        guard !left.fields.isEmpty else { return nil }
        for (name, field) in left.fields {
            if let ground = grounds[field.value.key.keyClass] { left.fields[name]?.keptFor = ground }
        }
        if let source = record.source, !keeping.contains(source.key.keyClass) { (left.source, left.origin) = (nil, nil) }
        return left
    }

    /// This one after another of the same subject that was begun and not dropped yet: only what both keep is kept. A store keeps it in
    /// the place of the former.
    public func joined(with former: BegunErasure) -> BegunErasure {
        BegunErasure(
            subject, keeping: keeping.intersection(former.keeping), grounds: former.grounds.merging(grounds) { $1 })
    }
}

extension BegunErasure: Codable {
    // The names are written to the journal.
    private enum CodingKeys: String, CodingKey {
        case subject, keeping, grounds
    }

    /// Why a class stays, as it is written.
    private struct KeptClass: Codable {
        var keyClass: KeyClass
        var ground: KeepingGround
    }

    /// Reads an erasure.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let grounds = try container.decodeIfPresent([KeptClass].self, forKey: .grounds) ?? []
        self.init(
            try container.decode(SubjectToken.self, forKey: .subject),
            keeping: Set(try container.decode([KeyClass].self, forKey: .keeping)),
            grounds: Dictionary(grounds.map { ($0.keyClass, $0.ground) }) { $1 })
    }

    /// Writes an erasure; the same one always gives the same bytes.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(subject, forKey: .subject)
        try container.encode(keeping.sorted(), forKey: .keeping)
        let kept = grounds.sorted { $0.key < $1.key }.map { KeptClass(keyClass: $0.key, ground: $0.value) }
        if !kept.isEmpty { try container.encode(kept, forKey: .grounds) }
    }
}
