import CustodyModel

extension DataState {
    func identifiers(boundTo handle: Handle) throws -> [BoundIdentifier] {
        try (bound.value(handle)?.entries ?? []).map { BoundIdentifier($0.index, of: handle, noting: $0.note) }
    }

    func identifiers(after cursor: UInt64?, limit: Int) throws -> IdentifierPage {
        var identifiers: [BoundIdentifier] = []
        var part = Int(clamping: cursor ?? 0)
        while part < bound.partCount, identifiers.isEmpty || identifiers.count < limit {
            try bound.forEach(inPart: part) { handle, bound in
                identifiers += bound.entries.map { BoundIdentifier($0.index, of: handle, noting: $0.note) }
            }
            part += 1
        }
        return IdentifierPage(identifiers, next: part < bound.partCount ? UInt64(part) : nil)
    }

    func suppressions(after cursor: UInt64?, limit: Int) throws -> SuppressionPage {
        var found: [Suppression] = []
        var part = Int(clamping: cursor ?? 0)
        while part < suppressions.partCount, found.isEmpty || found.count < limit {
            try suppressions.forEach(inPart: part) { found.append($1) }
            part += 1
        }
        return SuppressionPage(found, next: part < suppressions.partCount ? UInt64(part) : nil)
    }

    mutating func bind(_ identifier: BoundIdentifier) throws {
        try unbind(identifier.index)
        try bindings.set(identifier.handle, for: identifier.index)
        var all = try bound.value(identifier.handle) ?? Bound()
        all.entries.append(Bound.Entry(index: identifier.index, note: identifier.note))
        all.entries.sort { $0.index.handle < $1.index.handle }
        try bound.set(all, for: identifier.handle)
        if let version = identifier.note?.version { sums.count(version, by: 1) }
    }

    mutating func unbind(_ index: BlindIndex) throws {
        guard let handle = try bindings.value(index) else { return }
        try bindings.remove(index)
        var all = try bound.value(handle) ?? Bound()
        for entry in all.entries where entry.index == index {
            if let version = entry.note?.version { sums.count(version, by: -1) }
        }
        all.entries.removeAll { $0.index == index }
        if all.entries.isEmpty { try bound.remove(handle) } else { try bound.set(all, for: handle) }
    }
}
