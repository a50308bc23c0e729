package import CustodyModel
package import CustodyProof

/// One change of the log in the form that a backend writes and replays.
package struct AuditChange: Hashable, Sendable {
    /// Which log the leaf is appended to.
    package var log: AuditLog
    /// The leaf to the byte.
    package var leafBytes: Bytes
    /// What it says about persons.
    package var compartments: [AuditCompartment]
    /// Compartments whose content is destroyed.
    package var erases: [AuditPlace]?
}

extension AuditChange: Codable {
    private enum CodingKeys: String, CodingKey {
        case log = "l"
        case leafBytes = "b"
        case compartments = "c"
        case erases = "e"
    }

    /// What is destroyed, packed where it is much; nil where it is listed. It stands in the place of the list: a version that cannot read it
    /// refuses it, and does not take the erasure for one of nothing.
    private var packed: Bytes? {
        guard let erases, erases.count >= PackedPlaces.minimum else { return nil }
        return PackedPlaces.encode(erases).map { Bytes($0) }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        log = try container.decode(AuditLog.self, forKey: .log)
        leafBytes = try container.decode(Bytes.self, forKey: .leafBytes)
        compartments = try container.decode([AuditCompartment].self, forKey: .compartments)
        guard let packed = try? container.decodeIfPresent(Bytes.self, forKey: .erases) else {
            erases = try container.decodeIfPresent([AuditPlace].self, forKey: .erases)
            return
        }
        guard let places = PackedPlaces.decode(packed.array) else {
            throw DecodingError.dataCorruptedError(
                forKey: .erases, in: container, debugDescription: "what is erased cannot be read")
        }
        erases = places
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(log, forKey: .log)
        try container.encode(leafBytes, forKey: .leafBytes)
        try container.encode(compartments, forKey: .compartments)
        if let packed {
            try container.encode(packed, forKey: .erases)
        } else {
            try container.encodeIfPresent(erases, forKey: .erases)
        }
    }

    /// The bytes that `CBOR.encode` gives too, without a tree in between: every event is written with them.
    func encoded() -> [UInt8] {
        var writer = CBORWriter(capacity: compartments.reduce(64 + leafBytes.count) { $0 + 96 + ($1.box?.count ?? 0) })
        writer.map(erases == nil ? 3 : 4)
        writer.text("b")
        writer.byteString(leafBytes.array)
        writer.text("c")
        writer.array(compartments.count)
        for compartment in compartments { compartment.write(to: &writer) }
        if let erases {
            writer.text("e")
            if let packed {
                writer.byteString(packed.array)
            } else {
                writer.array(erases.count)
                for place in erases { place.write(to: &writer) }
            }
        }
        writer.text("l")
        writer.text(log.rawValue)
        return writer.bytes
    }

    /// The change of the log's key, when the leaf is of one.
    package var rotation: AuditRotation? {
        guard leafBytes.array.dropFirst().first == AuditClass.key.rawValue else { return nil }
        guard case .rotation(let rotation)? = (try? AuditLeaf(decoding: leafBytes.array))?.control else { return nil }
        return rotation
    }

    /// The removal of entries, when the leaf is of one.
    package var prune: AuditPrune? {
        guard leafBytes.array.dropFirst().first == AuditClass.prune.rawValue else { return nil }
        guard case .prune(let prune)? = (try? AuditLeaf(decoding: leafBytes.array))?.control else { return nil }
        return prune
    }

    /// Whether the leaf says that what was pruned goes now.
    package var removesPruned: Bool {
        guard leafBytes.array.dropFirst().first == AuditClass.prune.rawValue,
            let leaf = try? AuditLeaf(decoding: leafBytes.array)
        else { return false }
        return leaf.control == nil && leaf.action == .pruneLog
    }

    /// Names that get their numbers: those that the leaf tells.
    package var registrations: [AuditRegistration] {
        // Hardly any leaf does, and the class tells; the others are not read again. A leaf that cannot be read registers
        // nothing; verification finds it.
        guard leafBytes.array.dropFirst().first == AuditClass.config.rawValue else { return [] }
        guard case .vocabulary(let registrations)? = (try? AuditLeaf(decoding: leafBytes.array))?.control else { return [] }
        return registrations
    }
}

extension AuditCompartment {
    fileprivate func write(to writer: inout CBORWriter) {
        writer.map(5 + (box == nil ? 0 : 1) + (erasedBy == nil ? 0 : 1))
        if let box {
            writer.text("b")
            writer.byteString(box.array)
        }
        writer.text("c")
        writer.byteString(commitment.array)
        if let erasedBy {
            writer.text("e")
            erasedBy.write(to: &writer)
        }
        writer.text("i")
        writer.unsigned(UInt64(position))
        writer.text("k")
        writer.unsigned(UInt64(keyClass.rawValue))
        writer.text("m")
        writer.unsigned(UInt64(month))
        writer.text("r")
        writer.byteString(reference.bytes)
    }
}

extension AuditPlace {
    fileprivate func write(to writer: inout CBORWriter) {
        writer.map(1 + (index == nil ? 0 : 1) + (compartment == nil ? 0 : 1))
        if let compartment {
            writer.text("i")
            writer.unsigned(UInt64(compartment))
        }
        writer.text("l")
        writer.text(log.rawValue)
        if let index {
            writer.text("x")
            writer.unsigned(index)
        }
    }
}
