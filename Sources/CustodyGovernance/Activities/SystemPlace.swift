/// A system that holds data, and where.
public struct SystemPlace: Hashable, Sendable, Codable {
    /// What it is called.
    public var name: String
    /// The country: an ISO 3166-1 code of two letters.
    public var country: String
    /// Where there, such as a data centre.
    public var place: String

    /// A system from its parts.
    public init(_ name: String, in country: String, at place: String) {
        (self.name, self.country, self.place) = (name, country, place)
    }
}
