/// Gathers the fields of a schema.
@resultBuilder
public enum FieldsBuilder {
    /// One field.
    public static func buildExpression(_ field: Field) -> [Field] { [field] }
    /// The fields in order.
    public static func buildBlock(_ fields: [Field]...) -> [Field] { fields.flatMap(\.self) }
    /// The fields of a loop.
    public static func buildArray(_ fields: [[Field]]) -> [Field] { fields.flatMap(\.self) }
    /// The fields of an `if`.
    public static func buildOptional(_ fields: [Field]?) -> [Field] { fields ?? [] }
    /// The fields of one branch.
    public static func buildEither(first fields: [Field]) -> [Field] { fields }
    /// The fields of the other branch.
    public static func buildEither(second fields: [Field]) -> [Field] { fields }
}
