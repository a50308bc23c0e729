// swift-tools-version: 6.2
import PackageDescription

// The fuzzers, in a package of their own: they need a sanitizer that only Linux toolchains bring, and flags that no host
// should meet. `.ci/fuzz` builds and runs them. What they run lies in Tests/CustodyFuzzTests/Targets, reached by a link.
let package = Package(
    name: "custody",  // As the package whose sources it takes: they share what has `package` access.
    platforms: [.macOS(.v15)],
    dependencies: [.package(url: "https://github.com/apple/swift-crypto", from: "4.5.0")],
    targets: [
        .target(name: "CLibFuzzer"),
        .target(name: "CustodyJournal"),
        .target(name: "CustodyModel"),
        .target(name: "CustodyFaults", dependencies: ["CustodyJournal"]),
        .target(name: "CustodyProof", dependencies: ["CustodyModel", .product(name: "Crypto", package: "swift-crypto")]),
        .target(
            name: "CustodyAudit",
            dependencies: ["CustodyModel", "CustodyProof", .product(name: "Crypto", package: "swift-crypto")]),
        .executableTarget(
            name: "Fuzz",
            dependencies: [
                "CLibFuzzer", "CustodyJournal", "CustodyModel", "CustodyFaults", "CustodyProof", "CustodyAudit",
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.name != "CLibFuzzer" {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
    ]
}
