package import CustodyModel
package import CustodyProof

/// What of a query is asked of each entry, with names turned into the numbers of leaves.
package struct AuditSelection {
    let persons: [[AuditReference]]
    private let handles: [Set<Handle>]
    let time: Range<Instant>?
    private let actions: Set<UInt16>?
    private let decisions: Set<UInt8>?
    private let purposes: Set<UInt32>?

    package init(_ query: AuditQuery, _ vocabulary: AuditVocabulary) {
        persons = query.persons.map(Array.init)
        handles = query.persons.map { Set($0.map(\.handle)) }
        time = query.time
        actions = query.actions.map { Set($0.map(\.rawValue)) }
        decisions = query.decisions.map { Set($0.map(\.rawValue)) }
        // A name without a number stands in no leaf; 0 stands in those whose name had none.
        purposes = query.purposes.map { Set($0.compactMap { vocabulary.code(of: AuditTerm.purpose($0)) }) }
    }

    /// Whether every entry matches.
    var isEverything: Bool {
        persons.isEmpty && time == nil && actions == nil && decisions == nil && purposes == nil
    }

    /// Whether entries of the facet may match.
    func admits(_ facet: AuditFacet) -> Bool {
        (actions?.contains(facet.action) ?? true) && (decisions?.contains(facet.decision) ?? true)
            && (purposes?.contains(facet.purpose) ?? true)
    }

    /// Whether the entry matches.
    package func matches(_ leaf: [UInt8], _ references: some Sequence<Handle>) -> Bool {
        guard leaf.count >= AuditLeaf.fixedLength, admits(AuditFacet(leaf: leaf)) else { return false }
        if let time, !time.contains(Instant(milliseconds: Self.time(of: leaf))) { return false }
        guard !handles.isEmpty else { return true }
        let references = Set(references)
        return handles.allSatisfy { !$0.isDisjoint(with: references) }
    }

    /// The time of a leaf, which stands at a fixed place.
    static func time(of leaf: [UInt8]) -> Int64 {
        Int64(bitPattern: leaf[22..<30].reduce(0) { $0 << 8 | UInt64($1) })
    }
}
