import Custody

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension FileErasureAnchor {
    /// The anchor that an option or the environment names; nil when none does.
    ///
    /// - Parameter store: the directory of the store, in which it must not lie: it would be put back with it.
    static func named(_ given: String?, outside store: String) throws(ToolError) -> FileErasureAnchor? {
        let named = given ?? ProcessInfo.processInfo.environment["CUSTODY_ERASURES"]
        guard let named, !named.isEmpty else { return nil }
        try StoreDirectory.refuse(named, inside: store, "what is remembered of erasures")
        return FileErasureAnchor(at: named)
    }
}
