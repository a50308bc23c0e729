// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that nobody who builds the library builds the benchmark harness.
let package = Package(
    name: "custody-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "custody", path: "../"),
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.0", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "CustodyBenchmarks",
            dependencies: [
                .product(name: "Custody", package: "custody"),
                .product(name: "Benchmark", package: "benchmark"),
            ],
            path: "Benchmarks/CustodyBenchmarks",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        ),
        .executableTarget(
            name: "AccessBenchmarks",
            dependencies: [
                .product(name: "Custody", package: "custody"),
                .product(name: "Benchmark", package: "benchmark"),
            ],
            path: "Benchmarks/AccessBenchmarks",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        ),
        // The same workload as the other engines are asked; see AccessPeers.
        .executableTarget(
            name: "access-decisions", dependencies: [.product(name: "Custody", package: "custody")],
            path: "Benchmarks/AccessDecisions"),
    ],
    swiftLanguageModes: [.v6]
)
