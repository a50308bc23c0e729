// swift-tools-version: 6.2
import PackageDescription

// The consent ledger against a raw loop, in one run, and against its own bounds at a million consents. A package of its own, so that
// nobody who builds the library builds it. What measures is the journal's benchmark, reached by links.
let package = Package(
    name: "custody-consent-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "custody", path: "../../"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    ],
    targets: [
        .executableTarget(
            name: "ConsentBench",
            dependencies: [
                .product(name: "CustodyConsent", package: "custody"),
                .product(name: "CustodyCore", package: "custody"),
                .product(name: "CustodyFiles", package: "custody"),
                .product(name: "Crypto", package: "swift-crypto"),
            ])
    ],
    swiftLanguageModes: [.v6]
)
