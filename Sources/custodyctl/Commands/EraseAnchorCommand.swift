import ArgumentParser
import Custody

/// Tells an anchor of erasures.
struct EraseAnchorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "anchor",
        abstract: "Tell the place where erasures are remembered of every erasure that a backup could still undo.",
        discussion:
            "`erase execute` does it by itself where the place is named; this is for what it could not tell, and for a new place."
    )

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: JSONOption

    func run() async throws {
        guard let anchor = try store.erasureAnchor() else {
            throw ToolError("usage", "say where erasures are remembered: --erasures, or CUSTODY_ERASURES")
        }
        let told = try await store.withCustodian { try await $0.anchorErasures(in: anchor) }
        Console.answer(AnchoredErasures(told: told), asJSON: output.asJSON)
    }
}

/// How many were told.
private struct AnchoredErasures: Answer {
    var told: Int
    var lines: [String] { ["\(told) erasures are remembered there"] }
}
