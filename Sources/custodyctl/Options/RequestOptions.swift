public import ArgumentParser
public import Custody
public import CustodyLaw

extension RightKind: ExpressibleByArgument {}
extension RestrictionReason: ExpressibleByArgument {}
extension RefusalGround: ExpressibleByArgument {}
extension InformationExemption: ExpressibleByArgument {}

extension RequestID: ExpressibleByArgument {}

/// Which request, and who works on it.
struct RequestOptions: ParsableArguments {
    @OptionGroup var store: StoreOptions

    @Option(help: ArgumentHelp("Which request, as `request list` names it.", valueName: "id"))
    var id: RequestID

    @OptionGroup var actor: ActorOption
    @OptionGroup var output: JSONOption

    /// Works on it, and shows it.
    func handle(_ done: String, _ body: (Custodian, RequestID, Principal) async throws -> RightsRequest) async throws {
        let answer = try await store.withCustodian { custodian in
            let request = try await body(custodian, id, actor.principal)
            return RequestAnswer(done: done, [(request, custodian.clock(of: request))])
        }
        Console.answer(answer, asJSON: output.asJSON)
    }
}
