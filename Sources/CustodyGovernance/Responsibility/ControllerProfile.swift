/// The head of the record of processing (GDPR Art. 30(1)(a)): who the controller is, and who speaks for it.
public struct ControllerProfile: Hashable, Sendable, Codable {
    /// The controller.
    public var controller: Party
    /// The data protection officer, whose contact is published (Art. 37(7)).
    public var officer: Party?
    /// Why there is no officer, where there is none.
    public var noOfficerBecause: String?
    /// To whom the officer reports, which is the highest level of management (Art. 38(3)).
    public var officerReportsTo: String?
    /// Who represents a controller from abroad (Art. 27).
    public var representative: Party?
    /// Who decides together with the controller (Art. 26).
    public var joint: [Party]

    /// A profile from its parts.
    public init(
        _ controller: Party, officer: Party? = nil, noOfficerBecause: String? = nil, officerReportsTo: String? = nil,
        representative: Party? = nil, joint: [Party] = []
    ) {
        self.controller = controller
        self.officer = officer
        self.noOfficerBecause = noOfficerBecause
        self.officerReportsTo = officerReportsTo
        self.representative = representative
        self.joint = joint
    }
}
