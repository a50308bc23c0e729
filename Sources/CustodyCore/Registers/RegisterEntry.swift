public import CustodyModel

/// Something that the house has to keep record of, beside people's data: a schedule, an assessment, a review, a training.
///
/// ```swift
/// struct Review: RegisterEntry {
///     static let register: RegisterName = "reviews"
///     var system: String
///     var findings: [String]
///     var key: RegisterKey { RegisterKey(system) }
/// }
/// try await custodian.record(Review(system: "shop", findings: []), by: officer, reason: "yearly review")
/// ```
///
/// Nothing in a register is ever overwritten or taken away: what is about a data subject does not belong there, since an erasure could
/// not end it.
public protocol RegisterEntry: Codable, Hashable, Sendable {
    /// The register it stands in. Two types never share one.
    static var register: RegisterName { get }
    /// What the policy must permit whoever records it.
    static var action: Action { get }
    /// What it is about: a later entry of the same key takes its place, and both stay.
    var key: RegisterKey { get }
    /// What does not fit what the store is governed by, each in words; an entry with any is not recorded.
    func faults(under governance: Governance) -> [String]
    /// What it says was done and cannot have been by now, each in words; an entry with any is not recorded.
    func faults(at now: Instant) -> [String]
}

extension RegisterEntry {
    /// `Action.keepRegister`.
    public static var action: Action { .keepRegister }
    /// Nothing.
    public func faults(under governance: Governance) -> [String] { [] }
    /// Nothing.
    public func faults(at now: Instant) -> [String] { [] }

    /// That something was done on a day that is yet to come.
    func yetToCome(_ what: String, _ time: Instant?, at now: Instant) -> [String] {
        guard let time, now < time else { return [] }
        return ["\(what) at \(time), which is yet to come; record it when it was done"]
    }
}
