// swift-tools-version: 6.2
import PackageDescription

// How fast incidents are taken in, listed and watched. A package of its own, so that nobody who builds the library builds it.
let package = Package(
    name: "custody-incident-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "custody", path: "../../")],
    targets: [
        .executableTarget(
            name: "IncidentBench",
            dependencies: [
                .product(name: "CustodyIncidents", package: "custody"), .product(name: "CustodyLaw", package: "custody"),
            ])
    ],
    swiftLanguageModes: [.v6]
)
