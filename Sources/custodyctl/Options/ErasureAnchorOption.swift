import ArgumentParser
import Custody

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Where erasures are remembered outside the store.
struct ErasureAnchorOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where erasures are remembered, outside the store and its backups.",
            discussion:
                "Without it: CUSTODY_ERASURES. What it knows and the store does not is erased again before anything is read.",
            valueName: "dir"), completion: .directory)
    var erasures: String?

    /// The anchor; nil when none is named.
    var anchor: FileErasureAnchor? {
        let named = erasures ?? ProcessInfo.processInfo.environment["CUSTODY_ERASURES"]
        return named.flatMap { $0.isEmpty ? nil : FileErasureAnchor(at: $0) }
    }
}
