package import CustodyModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension ExportedEntry {
    /// The entry in words, with the names of its numbers. A number that has no name stands for itself.
    package func json(_ names: AuditVocabulary) -> JSONValue {
        guard let leaf, let leafBytes else {
            return .record(["index": .unsigned(index), "hash": .hex(hash), "state": .text("pruned")])
        }
        func name(_ code: UInt32, _ kind: AuditTerm.Kind) -> JSONValue? {
            if code == 0, kind != .category { return nil }
            guard let name = names.name(of: code, kind) else { return .unsigned(UInt64(code)) }
            return .text(name)
        }
        func reference(_ handle: Handle) -> JSONValue? { handle == .zero ? nil : .text(handle.description) }
        func mark(_ flag: AuditFlags) -> JSONValue? { leaf.flags.contains(flag) ? .bool(true) : nil }
        let categories = leaf.categories.codes.compactMap { name(UInt32($0), .category) }
        let steps: JSONValue? = path.map { path in .array(path.map { .hex($0) }) }
        let members: KeyValuePairs<String, JSONValue?> = [
            "index": .unsigned(index), "hash": .hex(hash), "commit": .unsigned(leaf.commit.rawValue),
            "batch": .unsigned(leaf.batch.rawValue), "time": .text(leaf.time.description),
            "class": .text(leaf.auditClass.description), "action": .text(leaf.action.description),
            "decision": .text("\(leaf.decision)"), "breakGlass": mark(.breakGlass), "clockSuspect": mark(.clockSuspect),
            "purpose": name(leaf.purpose, .purpose), "categories": .array(categories),
            "records": .unsigned(UInt64(leaf.recordCount)), "role": name(leaf.role, .role),
            "actor": reference(leaf.actorReference), "subject": reference(leaf.subjectReference),
            "control": leaf.control?.json, "compartments": .array(compartments.map(\.json)), "leaf": .hex(leafBytes),
            "path": steps,
        ]
        return .record(members)
    }

    /// What a line says that is to be an entry in words. Whether the words are those of the leaf shows when it is written again.
    init(line: [UInt8], as form: ExportForm) throws(AuditError) {
        let fields: Fields
        do {
            switch form {
            case .ndjson: fields = try JSONDecoder().decode(Fields.self, from: Data(line))
            case .ocsf: fields = try JSONDecoder().decode(Wrapped.self, from: Data(line)).unmapped.entry
            }
        } catch { throw AuditError(.malformed, "the line is no entry of an export") }
        guard let leaf = fields.leaf else {
            self.init(index: fields.index, prunedWith: fields.hash)
            return
        }
        try self.init(
            index: fields.index, leafBytes: leaf, compartments: (fields.compartments ?? []).map(\.compartment),
            path: fields.path)
        guard hash == fields.hash else { throw AuditError(.inconsistent, "the hash is not that of the leaf") }
    }

    private struct Wrapped: Decodable {
        struct Unmapped: Decodable { var entry: Fields }
        var unmapped: Unmapped
    }

    private struct Fields: Decodable {
        var index: UInt64
        var hash: Bytes
        var leaf: Bytes?
        var compartments: [Part]?
        var path: [Bytes]?
    }

    private struct Part: Decodable {
        struct Erasure: Decodable {
            var log: AuditLog
            var index: UInt64
        }

        struct Opening: Decodable {
            var capacity: AuditKeyClass
            var handle: Handle
            var random: Bytes
            var cbor: Bytes

            enum CodingKeys: CodingKey { case capacity, handle, random, cbor }

            init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: CodingKeys.self)
                let name = try container.decode(String.self, forKey: .capacity)
                guard let known = AuditKeyClass.allCases.first(where: { "\($0)" == name }) else {
                    throw DecodingError.dataCorruptedError(
                        forKey: .capacity, in: container, debugDescription: "an unknown capacity")
                }
                capacity = known
                handle = try container.decode(Handle.self, forKey: .handle)
                random = try container.decode(Bytes.self, forKey: .random)
                cbor = try container.decode(Bytes.self, forKey: .cbor)
            }
        }

        var commitment: Bytes
        var state: String
        var by: Erasure?
        var opening: Opening?

        var compartment: Compartment {
            if let opening {
                let opened = AuditOpening(
                    handle: opening.handle, keyClass: opening.capacity, random: opening.random, payload: opening.cbor)
                return Compartment(commitment: commitment, state: .opened(opened))
            }
            let isErased = state == "erased"
            return Compartment(
                commitment: commitment, state: isErased ? .erased(by: by.map { AuditPlace($0.log, $0.index) }) : .sealed)
        }
    }
}

extension ExportedEntry.Compartment {
    var json: JSONValue {
        switch state {
        case .sealed: return .record(["commitment": .hex(commitment), "state": .text("sealed")])
        case .erased(let place):
            let by: JSONValue? = place.map {
                .record(["log": .text($0.log.rawValue), "index": .unsigned($0.index ?? 0)])
            }
            return .record(["commitment": .hex(commitment), "state": .text("erased"), "by": by])
        case .opened(let opening):
            let said = try? CBOR(decoding: opening.payload.array)
            let shown: JSONValue = .record([
                "capacity": .text("\(opening.keyClass)"), "handle": .text(opening.handle.description),
                "random": .hex(opening.random), "cbor": .hex(opening.payload), "content": said.map { JSONValue($0) } ?? .null,
            ])
            return .record(["commitment": .hex(commitment), "state": .text("opened"), "opening": shown])
        }
    }
}
