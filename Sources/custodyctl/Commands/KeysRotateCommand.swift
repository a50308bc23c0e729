import ArgumentParser
import Custody

/// Wraps all keys under a new key-encryption key.
struct KeysRotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Begin a new version of the key-encryption key, wrap every key under it, and destroy the former version.",
        discussion: """
            On flash and on file systems that copy on write, what was overwritten may linger for a while: what lingers of erased \
            people's keys never opens again once the version is gone that wrapped it.

            A rotation that was cut off is finished by the next one. Every backup of keys from before opens no more once the former version \
            is gone; --keep-former keeps it until a later rotation.

            Every other store under the same key file would open no more either. The stores that were opened with the file are known by \
            what stands beside it (FILE.stores, see `keys status`), and as long as it names another one the rotation is refused. Give this \
            store a copy of the file as its own; or rotate each of them with --keep-former, and the last one with --forget-store for the \
            others. A store that was put back or copied, and is opened beside the one it comes from, has the same name: give it a copy.
            """)

    @OptionGroup var store: StoreOptions

    @Flag(help: "Keep the former versions in the key file until the next rotation.")
    var keepFormer = false

    @Option(
        help: ArgumentHelp(
            "Another store under the key file that is gone, or was rotated with --keep-former; may be repeated.",
            valueName: "store"))
    var forgetStore: [StoreName] = []

    @Option(
        name: .customLong("as"), help: ArgumentHelp("Who does it; the operator when not given.", valueName: "principal"))
    var principal: String?

    @OptionGroup var output: JSONOption

    func run() async throws {
        let keys = try store.keys()
        let forgotten = Set(forgetStore.map(\.store))
        let done = try await store.withCustodian(keys) { custodian in
            do {
                return try await custodian.rotateKeys(
                    by: principal.map { .asserted($0) }, keepingFormer: keepFormer, forgetting: forgotten
                ) { try await keys.begin() }
            } catch var error as CustodianError where error.code == .sharedKey {
                error.reasons.append("`--keep-former` destroys nothing; `--forget-store` names a store that does not need it")
                throw error
            }
        }
        Console.answer(KeyRotationAnswer(rotation: done, keyFile: keys.path, versions: keys.versions), asJSON: output.asJSON)
    }
}

/// The name of a store on the command line.
struct StoreName: ExpressibleByArgument {
    var store: Handle

    init?(argument: String) {
        guard let store = Handle(argument) else { return nil }
        self.store = store
    }
}

/// What a rotation did.
private struct KeyRotationAnswer: Answer {
    var rotation: KeyRotation
    var keyFile: String
    var versions: [UInt16]

    var lines: [String] {
        let gone = rotation.retired.map(String.init).joined(separator: ", ")
        let former = versions.filter { $0 != rotation.version }.map(String.init).joined(separator: ", ")
        return [
            "\(rotation.rewrapped) keys are wrapped under version \(rotation.version) now",
            rotation.retired.isEmpty
                ? (former.isEmpty ? "no former version was there" : "still in the key file: version \(former)")
                : "destroyed: version \(gone)",
            "Keep a copy of \(keyFile) apart from the store, and make a new backup of the keys: earlier copies do not open it.",
        ]
    }
}
