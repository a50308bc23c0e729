/// A kind of record about a person, as a host declares it.
public protocol PersonalRecord: Codable, Sendable {
    /// What the record consists of and why each part is held. Names are the type's coding keys.
    static var schema: RecordSchema { get }
}
