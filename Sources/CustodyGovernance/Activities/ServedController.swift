public import CustodyModel

/// A controller for whom a processor works (GDPR Art. 30(2)).
public struct ServedController: Hashable, Sendable, Codable {
    /// Who, and how it is reached.
    public var controller: Party
    /// Who represents it in the Union; nil when nobody has to.
    public var representative: Party?
    /// Its data protection officer; nil when it has none.
    public var officer: Party?
    /// What is done for it.
    public var processing: String
    /// Where the contract is.
    public var contract: DataRecipient.Document
    /// To which countries its data is taken, and what allows that.
    public var transfers: [CountryTransfer]

    /// A served controller from its parts.
    public init(
        _ controller: Party, representative: Party? = nil, officer: Party? = nil, processing: String,
        contract: DataRecipient.Document, transfers: [CountryTransfer] = []
    ) {
        self.controller = controller
        self.representative = representative
        self.officer = officer
        self.processing = processing
        self.contract = contract
        self.transfers = transfers
    }

    /// Everything that is wrong at an instant with the contract and with taking the data abroad; empty when nothing is.
    public func faults(at now: Instant) -> [ShareFault] {
        ShareFault.contract(contract, at: now)
            + transfers.flatMap { ShareFault.transfer($0.transfer, to: $0.country, at: now) }
    }
}
