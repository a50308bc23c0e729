// swift-tools-version: 6.2
import Foundation
import PackageDescription

// The audit log against a raw loop and SQLite, in one run, and against its own bounds at ten million leaves. A package of its own, so
// that nobody who builds the library builds it. What measures is the journal's benchmark, reached by links.
let hasSQLite = ["/usr/include", "/usr/local/include", "/opt/homebrew/include"].contains {
    FileManager.default.fileExists(atPath: "\($0)/sqlite3.h")
}

let package = Package(
    name: "custody-audit-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "custody", path: "../../"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    ],
    targets: [
        .executableTarget(
            name: "AuditBench",
            dependencies: [
                .product(name: "CustodyAudit", package: "custody"),
                .product(name: "CustodyCore", package: "custody"),
                .product(name: "CustodyFiles", package: "custody"),
                .product(name: "Crypto", package: "swift-crypto"),
            ] + (hasSQLite ? [.target(name: "CSQLite")] : []),
            swiftSettings: hasSQLite ? [.define("HAS_CSQLITE")] : [])
    ] + (hasSQLite ? [.systemLibrary(name: "CSQLite", path: "Systems/CSQLite")] : []),
    swiftLanguageModes: [.v6]
)
