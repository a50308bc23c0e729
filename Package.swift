// swift-tools-version: 6.2
import PackageDescription

// Arrows point down only: a target lists what stands beneath it, and the compiler holds it to that.
// The five modules (Data, Consent, Access, Audit, Incidents) never name each other.
let package = Package(
    name: "custody",
    // `Mutex` sets the floor.
    platforms: [.macOS(.v15), .iOS(.v18), .tvOS(.v18), .watchOS(.v11), .visionOS(.v2)],
    products: [
        .library(name: "Custody", targets: ["Custody"]),
        .library(name: "CustodyCore", targets: ["CustodyCore"]),
        .library(name: "CustodyFiles", targets: ["CustodyFiles"]),
        // Empty without their traits.
        .library(name: "CustodySQLite", targets: ["CustodySQLite"]),
        .library(name: "CustodyService", targets: ["CustodyService"]),
        .library(name: "CustodyData", targets: ["CustodyData"]),
        .library(name: "CustodyConsent", targets: ["CustodyConsent"]),
        .library(name: "CustodyAccess", targets: ["CustodyAccess"]),
        .library(name: "CustodyAudit", targets: ["CustodyAudit"]),
        // All that an auditor links: it checks proofs and has no store.
        .library(name: "CustodyProof", targets: ["CustodyProof"]),
        .library(name: "CustodyIncidents", targets: ["CustodyIncidents"]),
        .library(name: "CustodyLaw", targets: ["CustodyLaw"]),
        .library(name: "CustodyMonitor", targets: ["CustodyMonitor"]),
        .library(name: "CustodyGovernance", targets: ["CustodyGovernance"]),
        .library(name: "CustodyTesting", targets: ["CustodyTesting"]),
        // What a backend of somebody else's is written in: tokens, units of work, sealed values, wrapped keys.
        .library(name: "CustodyModel", targets: ["CustodyModel"]),
        .library(name: "CustodyKeys", targets: ["CustodyKeys"]),
    ],
    traits: [
        // Off by default: a host that does not ask for it neither fetches GRDB nor needs libsqlite3.
        .trait(name: "SQLite", description: "CustodySQLite: all stores in one SQLite database, by GRDB."),
        // The same for swift-log, swift-metrics and swift-service-lifecycle.
        .trait(name: "Service", description: "CustodyService: chores, metrics and an end in order, in a group of services."),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        // Only the tool uses it, and the tool is no product: hosts never fetch it.
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    ],
    targets: [
        // The vocabulary.
        .target(name: "CustodyModel"),

        // What the modules stand on.
        .target(
            name: "CustodyKeys",
            dependencies: ["CustodyModel", .crypto, .product(name: "CryptoExtras", package: "swift-crypto")]),
        .target(name: "CustodyLaw", dependencies: ["CustodyModel"]),
        .target(name: "CustodyProof", dependencies: ["CustodyModel", .crypto]),

        // The five modules.
        .target(name: "CustodyData", dependencies: ["CustodyModel"]),
        .target(name: "CustodyConsent", dependencies: ["CustodyModel", "CustodyLaw", .crypto]),
        .target(name: "CustodyAccess", dependencies: ["CustodyModel"]),
        .target(name: "CustodyAudit", dependencies: ["CustodyModel", "CustodyProof", .crypto]),
        .target(name: "CustodyIncidents", dependencies: ["CustodyModel", "CustodyLaw"]),

        // What looks at the log as it grows. It knows events and handles, and no module.
        .target(name: "CustodyMonitor", dependencies: ["CustodyModel"]),

        // What the registers of the house hold, the rules on them, and the report: pure, above the policy and the law.
        .target(name: "CustodyGovernance", dependencies: ["CustodyModel", "CustodyAccess", "CustodyLaw"]),

        // What joins them.
        .target(
            name: "CustodyCore",
            dependencies: [
                "CustodyModel", "CustodyKeys", "CustodyLaw",
                "CustodyData", "CustodyConsent", "CustodyAccess", "CustodyAudit", "CustodyProof", "CustodyIncidents",
                "CustodyMonitor", "CustodyGovernance", .crypto,
            ]
        ),

        // The embedded backend.
        .target(name: "CustodyJournal"),
        .target(
            name: "CustodyFiles",
            dependencies: [
                "CustodyModel", "CustodyKeys", "CustodyData", "CustodyConsent", "CustodyAccess", "CustodyAudit",
                "CustodyIncidents",
                "CustodyCore", "CustodyJournal", .crypto,
            ]
        ),
        // The second backend, with the trait SQLite: it shares the file of wrapped keys with the first.
        .target(
            name: "CustodySQLite",
            dependencies: [
                "CustodyModel", "CustodyKeys", "CustodyData", "CustodyConsent", "CustodyAccess", "CustodyAudit",
                "CustodyIncidents", "CustodyLaw",
                "CustodyCore", "CustodyJournal", "CustodyFiles", .crypto,
                .product(name: "GRDB", package: "GRDB.swift", condition: .when(traits: ["SQLite"])),
            ]
        ),
        // What a service does with a custodian between its start and its end, with the trait Service.
        .target(
            name: "CustodyService",
            dependencies: [
                "CustodyModel", "CustodyAudit", "CustodyGovernance", "CustodyCore",
                .service("Logging", of: "swift-log"), .service("Metrics", of: "swift-metrics"),
                .service("ServiceLifecycle", of: "swift-service-lifecycle"),
            ]
        ),
        .target(
            name: "Custody",
            dependencies: [
                "CustodyModel", "CustodyKeys", "CustodyData", "CustodyConsent", "CustodyAccess", "CustodyAudit",
                "CustodyIncidents", "CustodyLaw", "CustodyMonitor", "CustodyGovernance",
                "CustodyCore", "CustodyFiles",
            ]
        ),

        // For hosts' tests, and for ours.
        .target(
            name: "CustodyTesting",
            dependencies: [
                "CustodyModel", "CustodyKeys", "CustodyLaw",
                "CustodyData", "CustodyConsent", "CustodyAccess", "CustodyAudit", "CustodyIncidents",
                "CustodyCore", .crypto,
            ]
        ),
        .target(name: "CustodyFaults", dependencies: ["CustodyJournal"]),
        .target(name: "CustodyCrashes", dependencies: ["CustodyJournal", "CustodyFaults"]),

        // The operator's tool. Not a product: an exported executable would hand its dependencies to every host.
        .executableTarget(
            name: "custodyctl",
            dependencies: [
                "Custody", "CustodySQLite", "CustodyLaw", .crypto, .argumentParser,
            ]
        ),

        // Builds a large store, opens it and says what that took. Not a product.
        .executableTarget(
            name: "openprobe",
            dependencies: [
                "CustodyModel", "CustodyKeys", "CustodyData", "CustodyConsent", "CustodyAudit", "CustodyCore", "CustodyJournal",
                "CustodyFiles", .crypto, .argumentParser,
            ]
        ),
        // Fills a long log, says what it takes and how long questions take. No product either.
        .executableTarget(
            name: "logprobe",
            dependencies: [
                "CustodyModel", "CustodyKeys", "CustodyAccess", "CustodyAudit", "CustodyGovernance", "CustodyCore",
                "CustodyJournal", "CustodyFiles", .crypto, .argumentParser,
            ]
        ),
        // Erases out of a large store, seals and puts, and says what that takes. No product either.
        .executableTarget(
            name: "keyprobe",
            dependencies: [
                "CustodyModel", "CustodyKeys", "CustodyData", "CustodyConsent", "CustodyAccess", "CustodyCore",
                "CustodyJournal",
                "CustodyFiles", .crypto, .argumentParser,
            ]
        ),
        // Makes the accesses of an organisation up, and what is done wrong among them: what the rules are measured with. No product.
        .target(name: "CustodyTraffic", dependencies: ["CustodyModel", "CustodyMonitor"]),
        // Says what the rules find, how fast they are and how much they remember. No product either.
        .executableTarget(
            name: "monitorprobe", dependencies: ["CustodyModel", "CustodyMonitor", "CustodyTraffic", .argumentParser]),
        .target(
            name: "CustodyStoreCrashes",
            dependencies: [
                "CustodyModel", "CustodyKeys", "CustodyConsent", "CustodyAccess", "CustodyAudit", "CustodyCore",
                "CustodyJournal", "CustodyFiles", "CustodyFaults", "CustodyCrashes", "CustodyTesting", .crypto,
            ]
        ),
        // The long search for what a crash may break; .ci/full runs it in release. No product either.
        .executableTarget(
            name: "crashsweep",
            dependencies: ["CustodyCrashes", "CustodyStoreCrashes", .argumentParser]
        ),

        // Writes a journal and is killed while it does. Runs by itself, so that the kill is a real one.
        .executableTarget(name: "crashprobe", dependencies: ["CustodyJournal"]),

        // Commits to an SQLite store and is killed while it does; does nothing without the trait.
        .executableTarget(
            name: "sqliteprobe",
            dependencies: ["CustodyCore", "CustodyFiles", "CustodySQLite", "CustodyModel", "CustodyTesting"]),

        .testTarget(name: "CustodyHostTests", dependencies: ["Custody", .crypto]),
        .testTarget(
            name: "CustodyCoreTests",
            dependencies: [
                "CustodyModel", "CustodyKeys", "CustodyLaw", "CustodyData", "CustodyConsent", "CustodyAccess", "CustodyAudit",
                "CustodyIncidents", "CustodyMonitor", "CustodyGovernance",
                "CustodyCore", "CustodyJournal", "CustodyFiles", "CustodyFaults", "CustodyTesting", .crypto,
            ]
        ),
        .testTarget(
            name: "CustodyFilesTests",
            dependencies: [
                "CustodyModel", "CustodyKeys", "CustodyLaw", "CustodyData", "CustodyConsent", "CustodyAccess", "CustodyAudit",
                "CustodyIncidents", "CustodyMonitor", "CustodyGovernance",
                "CustodyCore", "CustodyJournal", "CustodyFiles", "CustodyFaults", "CustodyCrashes", "CustodyStoreCrashes",
                "CustodyTesting", .crypto,
            ]
        ),
        // Empty without the trait, as what it tests.
        .testTarget(
            name: "CustodySQLiteTests",
            dependencies: [
                "CustodyModel", "CustodyKeys", "CustodyData", "CustodyConsent", "CustodyAccess", "CustodyAudit",
                "CustodyIncidents",
                "CustodyCore", "CustodyJournal", "CustodyFiles", "CustodyFaults", "CustodySQLite", "CustodyTesting",
                "CustodyLaw", "sqliteprobe",
                .crypto,
                .product(name: "GRDB", package: "GRDB.swift", condition: .when(traits: ["SQLite"])),
            ]
        ),
        // Empty without the trait, too.
        .testTarget(
            name: "CustodyServiceTests",
            dependencies: [
                "Custody", "CustodyService", "CustodyTesting", .crypto,
                .service("Logging", of: "swift-log"), .service("InMemoryLogging", of: "swift-log"),
                .service("MetricsTestKit", of: "swift-metrics"),
                .service("ServiceLifecycle", of: "swift-service-lifecycle"),
                .service("ServiceLifecycleTestKit", of: "swift-service-lifecycle"),
            ]
        ),
        .testTarget(name: "CustodyModelTests", dependencies: ["CustodyModel", "CustodyTesting"]),
        .testTarget(name: "CustodyLawTests", dependencies: ["CustodyLaw", "CustodyModel"], exclude: ["Fixtures"]),
        .testTarget(name: "CustodyJournalTests", dependencies: ["CustodyJournal", "CustodyFaults", "CustodyCrashes"]),
        // Replays what the fuzzer kept; the fuzzer itself is the package Fuzzing.
        .testTarget(
            name: "CustodyFuzzTests",
            dependencies: ["CustodyJournal", "CustodyFaults", "CustodyModel", "CustodyProof", "CustodyAudit", .crypto],
            exclude: ["Corpus"]),
        .testTarget(
            name: "CustodyAuditTests",
            dependencies: ["CustodyAudit", "CustodyProof", "CustodyTesting", "CustodyModel", .crypto]),
        .testTarget(name: "CustodyProofTests", dependencies: ["CustodyProof", "CustodyTesting", "CustodyModel", .crypto]),
        .testTarget(name: "CustodyAccessTests", dependencies: ["CustodyAccess", "CustodyTesting", "CustodyModel"]),
        .testTarget(name: "CustodyDataTests", dependencies: ["CustodyData", "CustodyTesting", "CustodyModel"]),
        .testTarget(
            name: "CustodyConsentTests", dependencies: ["CustodyConsent", "CustodyTesting", "CustodyModel"],
            exclude: ["Fixtures"]),
        .testTarget(
            name: "CustodyIncidentsTests", dependencies: ["CustodyIncidents", "CustodyLaw", "CustodyTesting", "CustodyModel"]),
        .testTarget(
            name: "CustodyGovernanceTests", dependencies: ["CustodyGovernance", "CustodyAccess", "CustodyLaw", "CustodyModel"]),
        .testTarget(name: "CustodyMonitorTests", dependencies: ["CustodyMonitor", "CustodyModel", "CustodyTraffic"]),
        .testTarget(
            name: "CustodyTestingTests",
            dependencies: [
                "CustodyModel", "CustodyKeys", "CustodyData", "CustodyConsent", "CustodyAccess", "CustodyAudit",
                "CustodyIncidents",
                "CustodyCore", "CustodyJournal", "CustodyFiles", "CustodyFaults", "CustodyTesting", .crypto,
            ]
        ),
        // A backend as somebody else writes one, held to its promises from both test frameworks. It sees what the public sees.
        .testTarget(
            name: "HostLedgerTests", dependencies: ["CustodyConsent", "CustodyModel", "CustodyTesting"],
            path: "Documentation/Examples/HostLedger", packageAccess: false),
        // Runs the built tool and the built probe; imports the tool for the parts that can be tested by themselves.
        .testTarget(
            name: "CustodyToolTests", dependencies: ["custodyctl", "crashprobe", "Custody", "CustodyJournal", "CustodyLaw"]),
    ],
    swiftLanguageModes: [.v6]
)

extension Target.Dependency {
    /// CryptoKit's own API; on Apple platforms it is CryptoKit.
    static var crypto: Self { .product(name: "Crypto", package: "swift-crypto") }
    static var argumentParser: Self { .product(name: "ArgumentParser", package: "swift-argument-parser") }
    /// What only the trait Service asks for.
    static func service(_ product: String, of package: String) -> Self {
        .product(name: product, package: package, condition: .when(traits: ["Service"]))
    }
}

for target in package.targets {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),  // SE-0335
        .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
        .treatAllWarnings(as: .error),  // SE-0443; has no effect in a package that depends on this one
    ]
    // A test may use whatever the module under test hands it; the library says what it uses.
    if target.type != .test { target.swiftSettings?.append(.enableUpcomingFeature("MemberImportVisibility")) }  // SE-0444
}
