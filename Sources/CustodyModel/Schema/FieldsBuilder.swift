/// Gathers the fields of a schema.
@resultBuilder
public enum FieldsBuilder {
    /// The fields as they stand.
    public static func buildBlock(_ fields: Field...) -> [Field] { fields }
}
