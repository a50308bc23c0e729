import CustodyModel

/// One change of the log in the form that a backend writes and replays.
struct AuditChange: Hashable, Sendable, Codable {
    /// Which log the leaf is appended to.
    var log: AuditLog
    /// The leaf to the byte.
    var leafBytes: Bytes
    /// What it says about persons.
    var compartments: [AuditCompartment]
    /// Compartments whose content is destroyed.
    var erases: [AuditPlace]?

    private enum CodingKeys: String, CodingKey {
        case log = "l"
        case leafBytes = "b"
        case compartments = "c"
        case erases = "e"
    }
}

extension AuditChange {
    /// The change of the log's key, when the leaf is of one.
    var rotation: AuditRotation? {
        guard leafBytes.array.dropFirst().first == AuditClass.key.rawValue else { return nil }
        guard case .rotation(let rotation)? = (try? AuditLeaf(decoding: leafBytes.array))?.control else { return nil }
        return rotation
    }

    /// The removal of entries, when the leaf is of one.
    var prune: AuditPrune? {
        guard leafBytes.array.dropFirst().first == AuditClass.prune.rawValue else { return nil }
        guard case .prune(let prune)? = (try? AuditLeaf(decoding: leafBytes.array))?.control else { return nil }
        return prune
    }

    /// Whether the leaf says that what was pruned goes now.
    var removesPruned: Bool {
        guard leafBytes.array.dropFirst().first == AuditClass.prune.rawValue,
            let leaf = try? AuditLeaf(decoding: leafBytes.array)
        else { return false }
        return leaf.control == nil && leaf.action == .pruneLog
    }

    /// Names that get their numbers: those that the leaf tells.
    var registrations: [AuditRegistration] {
        // Hardly any leaf does, and the class tells; the others are not read again. A leaf that cannot be read registers
        // nothing; verification finds it.
        guard leafBytes.array.dropFirst().first == AuditClass.config.rawValue else { return [] }
        guard case .vocabulary(let registrations)? = (try? AuditLeaf(decoding: leafBytes.array))?.control else { return [] }
        return registrations
    }
}
