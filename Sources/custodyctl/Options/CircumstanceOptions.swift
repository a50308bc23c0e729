public import ArgumentParser
public import Custody
import CustodyLaw

/// What is told about an answer beside the answer itself.
struct CircumstanceOptions: ParsableArguments {
    /// In what capacity somebody answers for another. The library takes others too, but here one would be a slip of the pen.
    enum Capacity: String, ExpressibleByArgument, CaseIterable {
        case guardian, legalRepresentative, agent

        var capacity: Representation.Capacity {
            switch self {
            case .guardian: .guardian
            case .legalRepresentative: .legalRepresentative
            case .agent: .agent
            }
        }
    }

    @Option(help: ArgumentHelp("When the person answered; now when not given.", valueName: "time"))
    var at: Instant?

    @Option(help: ArgumentHelp("Until when a consent holds.", valueName: "time"))
    var until: Instant?

    @Option(help: ArgumentHelp("How it was collected: form, paper, oral or another.", valueName: "method"))
    var method: CollectionMethod?

    @Option(help: ArgumentHelp("Where it came in, such as web, app or shop.", valueName: "channel"))
    var channel: ConsentChannel?

    @Option(help: ArgumentHelp("Under which law, such as DE.", valueName: "country"))
    var jurisdiction: String?

    @Option(help: ArgumentHelp("Which category of data it covers; may be repeated. All when not given.", valueName: "category"))
    var category: [String] = []

    @Option(help: ArgumentHelp("How old the person is, where the purpose is offered to children.", valueName: "years"))
    var age: Int?

    @Option(help: ArgumentHelp("Who answered for the person.", valueName: "capacity"))
    var onBehalf: Capacity?

    @Option(help: ArgumentHelp("What proves the answer.", valueName: "file"), completion: .file())
    var evidence: String?

    func told() throws -> ConsentCircumstances {
        var told = ConsentCircumstances(
            occurredAt: at, timeSource: at == nil ? nil : .form,
            categories: category.isEmpty ? nil : category.map { .init($0) },
            method: method, channel: channel, jurisdiction: jurisdiction, validUntil: until,
            onBehalf: onBehalf.map { Representation($0.capacity) })
        if let age {
            guard (0...150).contains(age) else { throw ToolError("usage", "--age is a number of years, 0 to 150") }
            guard let jurisdiction else {
                throw ToolError("usage", "--age needs --jurisdiction: each law draws its own line")
            }
            let day = CivilDate(utc: at ?? SystemClock().now())
            told.age = AgeAssurance(years: age, in: jurisdiction, by: .standard, at: day)
            guard told.age != nil else {
                throw ToolError(
                    "unknownAge", "no verified law of that jurisdiction names an age of consent; a person has to decide")
            }
        }
        if let evidence { told.evidence = Sensitive(try InputFile.read(evidence, "the evidence")) }
        return told
    }
}

extension NoticeName: ExpressibleByArgument {}
extension CollectionMethod: ExpressibleByArgument {}
extension ConsentChannel: ExpressibleByArgument {}
extension PrivacySignal: ExpressibleByArgument {}
extension ReceiptForm: ExpressibleByArgument {}
extension ConsentEnd: ExpressibleByArgument {}

extension NoticeHash: ExpressibleByArgument {
    /// Reads 64 hexadecimal digits.
    public init?(argument: String) {
        guard let bytes = [UInt8](hex: argument) else { return nil }
        self.init(bytes)
    }
}
