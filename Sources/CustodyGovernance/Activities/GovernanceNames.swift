public import CustodyModel

/// The name of a processing activity, such as `newsletter`.
public struct ActivityID: Name {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A kind of people that data is about, such as `customers`.
public struct SubjectCategory: Name {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The name of a policy, a notice, a procedure, a bulletin, such as `privacy-notice`.
public struct DocumentID: Name {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The name of something that is looked at again and again, such as `quarterly-restore`.
public struct ReviewID: Name {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// Tells an entry apart that has no name of its own: a completion, a corrective action, a limit.
public struct EntryID: Name {
    /// The text.
    public let rawValue: String
    /// Wraps the text.
    public init(rawValue: String) { self.rawValue = rawValue }
}
