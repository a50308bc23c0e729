public import CustodyModel

/// A fact that the host finds out before it asks, such as `onShift`. The document declares it.
public struct FactID: Name {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A training that runs out, such as `privacy-basics`. The document declares it.
public struct TrainingID: Name {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A part of the organisation: `eu.berlin` stands below `eu`.
public struct UnitName: TreeName {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// Tells one grant of a role from others.
public struct GrantID: Name {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// Tells one break-glass ticket from others.
public struct TicketID: Name {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }
}
