import CustodyData
import CustodyKeys
import CustodyModel
import Synchronization

extension Custodian {
    /// What the blind index tells to somebody who can read the store's files and has no key: counted, not estimated. It reads every entry,
    /// and opens none.
    public func indexReport() async throws -> IndexReport {
        let versions = index.withLock { $0 }
        var buckets: [IdentifierField: [UInt8: [BlindIndex: Int]]] = [:]
        var (handles, mostOfOne) = (0, 0)
        var cursor: UInt64?
        repeat {
            let page = try await facing { try await backends.data.identifiers(after: cursor, limit: Self.identifierCount) }
            let groups = Dictionary(grouping: page.identifiers, by: \.handle)
            handles += groups.count
            mostOfOne = max(mostOfOne, groups.values.lazy.map(\.count).max() ?? 0)
            for entry in page.identifiers {
                guard let note = entry.note else { continue }
                buckets[note.field, default: [:]][note.version, default: [:]][entry.index, default: 0] += 1
            }
            cursor = page.next
        } while cursor != nil
        let fields = buckets.sorted { $0.key < $1.key }.map { field, byVersion in
            let counts = byVersion.values.flatMap(\.values)
            return IndexReport.Field(
                field: field, controller: backends.controller, hash: versions.book.hash(field, in: versions.current) ?? .keyed,
                entries: counts.reduce(0, +), distinct: counts.count, largestBucket: counts.max() ?? 0,
                versions: byVersion.mapValues { $0.values.reduce(0, +) })
        }
        return IndexReport(fields: fields, handles: handles, mostOfOne: mostOfOne)
    }
}
