/// What a caller wants to see of a record: only the fields that the type asks for are ever opened.
///
/// Optional properties may be withheld, and are listed when they are; a withheld property that is not optional refuses the
/// whole call.
public protocol PersonalView: Decodable, Sendable {
    /// The record it is a view of.
    associatedtype Record: PersonalRecord
    /// The fields it asks for. Needed only by types whose coding keys accept any name, or that are no keyed type.
    static var fields: [FieldName]? { get }
}

extension PersonalView {
    /// The library finds the fields out by itself.
    public static var fields: [FieldName]? { nil }
}
