// swift-tools-version: 6.2
import Foundation
import PackageDescription

// The journal against a raw loop of the same bytes and against other stores, in one run. A package of its own: it takes the
// journal's sources by a link, so that the journal need not be a product and nothing but it is compiled.

/// A library of the system whose header is here; one that is not installed is left out, and the run says so.
struct Peer {
    let module: String
    let header: String

    private static let prefixes = ["/usr/include", "/usr/local/include", "/opt/homebrew/include"]

    var isInstalled: Bool {
        Self.prefixes.contains { FileManager.default.fileExists(atPath: "\($0)/\(header)") }
    }
}

let peers = [
    Peer(module: "CSQLite", header: "sqlite3.h"),
    Peer(module: "CRocksDB", header: "rocksdb/c.h"),
    Peer(module: "CLMDB", header: "lmdb.h"),
].filter(\.isInstalled)

let package = Package(
    name: "custody-journal-benchmarks",
    platforms: [.macOS(.v15)],
    targets: [
        .target(
            name: "CustodyJournal",
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
            ]),
        .executableTarget(
            name: "JournalBench",
            dependencies: ["CustodyJournal"] + peers.map { .target(name: $0.module) },
            swiftSettings: peers.map { .define("HAS_\($0.module.uppercased())") }),
    ] + peers.map { .systemLibrary(name: $0.module, path: "Systems/\($0.module)") },
    swiftLanguageModes: [.v6]
)
