import CustodyAudit
import CustodyModel
import CustodyTesting
import Testing

@Suite struct AuditSinkContractTests {
    @Test("the log in memory keeps every promise", arguments: AuditSinkContract.promises)
    func conforms(_ promise: ContractPromise<any AuditSink>) async throws {
        try await promise.verify { try Fixture.sink() }
    }

    /// The promises that a sink with the fault breaks, of those whose description begins so.
    private func broken(by fault: FaultySink.Fault, beginning text: String = "") async -> [String] {
        var broken: [String] = []
        for promise in AuditSinkContract.promises where promise.description.hasPrefix(text) {
            do { try await promise.verify { FaultySink(base: try Fixture.sink(), fault: fault) } } catch {
                broken.append(promise.description)
            }
        }
        return broken
    }

    @Test("the decorator without a fault breaks no promise")
    func control() async {
        #expect(await broken(by: .none).isEmpty)
    }

    @Test(
        "a faulty log is caught",
        arguments: [
            (.losesCounts, "a committed event reads back as it was told"),
            (.mixesLogs, "reads go to the access log"),
            (.staysUnsigned, "a checkpoint is signed over the log"),
            (.signsAlways, "a checkpoint is due after a second"),
            (.provesAnything, "what the log does not hold cannot be proven"),
            (.provesAnotherLeaf, "every receipt is proven"),
            (.showsHandles, "no handle, key or content stands in the log in clear"),
            (.findsEverybody, "a person's entries are found by their key"),
            (.registersAgain, "registering what is known already"),
            (.looksAway, "a key whose handle is not the one"),
            (.commitsAtOnce, "a unit that is not committed leaves nothing"),
            (.sealsOnce, "one event recorded twice"),
            (.forgetsKeys, "who trusts a key that was replaced"),
            (.forgetsRoles, "the entries of a replaced key"),
            (.missesSome, "every query finds what a look at every entry finds"),
            (.losesIndex, "when the index is made anew"),
            (.joinsLoosely, "the entries of two persons"),
            (.countsTheLast, "times are found from the first on"),
            (.confusesPurposes, "a purpose without a number"),
            (.skipsCommits, "read one after another"),
            (.givesOneAtLeast, "a page has as many entries as it was asked for at most"),
            (.prunesTooMuch, "a log is pruned only of what was kept long enough"),
            (.keepsPruned, "what was pruned is gone"),
        ] as [(FaultySink.Fault, String)])
    func caught(_ fault: FaultySink.Fault, _ promise: String) async {
        #expect(await !broken(by: fault, beginning: promise).isEmpty)
    }
}
