/// How records of one edition of a schema become records of the next. It is data, so that it can be adopted, recorded, and gone on with
/// after it was cut off.
///
/// ```swift
/// SchemaMigration(from: Customer.edition1, [
///     .rename("phone", to: "telephone"), .split("name", into: ["givenName", "familyName"], at: " "), .retire("fax"),
/// ])
/// ```
public struct SchemaMigration: Hashable, Sendable, Codable {
    /// What becomes of one field. A field of which no step speaks stays what it is.
    public enum Step: Hashable, Sendable, Codable {
        /// The values stand under another name.
        case rename(FieldName, to: FieldName)
        /// Text is cut where the separator stands: of three parts the last has whatever follows the second one. What is no text, or
        /// has no separator, is the first part alone.
        case split(FieldName, into: [FieldName], at: String)
        /// It is collected no more, nobody sees it, and its values are erased.
        case retire(FieldName)

        /// The field of the former edition.
        public var field: FieldName {
            switch self {
            case .rename(let field, _), .split(let field, _, _), .retire(let field): field
            }
        }

        /// The fields that it becomes.
        public var targets: [FieldName] {
            switch self {
            case .rename(_, let target): [target]
            case .split(_, let targets, _): targets
            case .retire: []
            }
        }

        // The names are written into stores; they outlive the names of the cases.
        private enum CodingKeys: String, CodingKey { case rename, split, retire }
        private enum RenameCodingKeys: String, CodingKey {
            case _0 = "field"
            case to
        }
        private enum SplitCodingKeys: String, CodingKey {
            case _0 = "field"
            case into
            case at
        }
        private enum RetireCodingKeys: String, CodingKey { case _0 = "field" }
    }

    /// The edition that it begins with.
    public var former: RecordSchema
    /// What becomes of its fields.
    public var steps: [Step]

    /// A migration of the records of one edition to the one that is adopted with it.
    public init(from former: RecordSchema, _ steps: [Step]) {
        self.former = former
        self.steps = steps
    }

    /// Fields that are held no more.
    public var retired: Set<FieldName> {
        Set(
            steps.compactMap { step in
                guard case .retire(let field) = step else { return nil }
                return field
            })
    }

    private func step(on field: FieldName) -> Step? { steps.first { $0.field == field } }
    private func step(to field: FieldName) -> Step? { steps.first { $0.targets.contains(field) } }

    /// Everything that keeps it from leading to an edition; empty when nothing does.
    public func faults(to current: RecordSchema) -> [String] {
        var faults = former.faults.map { "the former edition of '\(former.name)': \($0)" }
        func refuse(_ message: String) { faults.append("migration of '\(former.name)': \(message)") }
        if former.name != current.name { refuse("it leads to another record, '\(current.name)'") }
        if former.version >= current.version {
            refuse("edition \(current.version) does not follow edition \(former.version); raise the schema's version")
        }
        var targets: [FieldName: FieldName] = [:]
        func lead(_ field: FieldName, to target: FieldName) {
            if let other = targets.updateValue(field, forKey: target) {
                refuse("fields '\(other)' and '\(field)' both become '\(target)'")
            }
            guard let old = former[field] else { return }
            guard let new = current[target] else { return refuse("the new edition has no field '\(target)'") }
            if old.retention != new.retention {
                refuse("'\(field)' and '\(target)' are kept for different times; change the retention by itself")
            }
        }
        if Set(steps.map(\.field)).count < steps.count { refuse("two steps speak of one field") }
        for step in steps {
            if former[step.field] == nil { refuse("the former edition has no field '\(step.field)'") }
            for target in step.targets { lead(step.field, to: target) }
            if case .retire(let field) = step, current[field] != nil {
                refuse("'\(field)' is retired, and the new edition has a field of its name; give that another name")
            }
            guard case .split(let field, let parts, let separator) = step else { continue }
            if parts.count < 2 || separator.isEmpty { refuse("'\(field)' is split into two parts at least, at some text") }
        }
        for field in former.fields where step(on: field.name) == nil { lead(field.name, to: field.name) }
        return faults
    }
}

extension SchemaMigration {
    /// An edition of the two that it is between.
    public enum Edition: Sendable {
        /// The one that it begins with.
        case former
        /// The one that it leads to.
        case current
    }

    /// Where a field of one edition stands in a record of an edition.
    public func origin(of field: FieldName, of edition: Edition, in record: Edition) -> FieldOrigin {
        switch (edition, record) {
        case (.current, .current): return .whole(field)
        case (.former, .former): return retired.contains(field) ? .retired(field) : .whole(field)
        case (.former, .current):
            switch step(on: field) {
            case nil: return .whole(field)
            case .rename(_, let target): return .whole(target)
            case .split(_, let targets, let separator): return .joined(targets, at: separator)
            case .retire: return .retired(field)
            }
        case (.current, .former):
            switch step(to: field) {
            case .rename(let source, _): return .whole(source)
            case .split(let source, let targets, let separator):
                return .part(of: source, targets.firstIndex(of: field) ?? 0, in: targets.count, at: separator)
            case .retire, nil:
                // A name that another field had before is a new field now.
                return step(on: field) == nil ? .whole(field) : .joined([], at: "")
            }
        }
    }

    /// The fields that a field of the former edition becomes; none when it is retired.
    public func targets(of field: FieldName) -> [FieldName] { step(on: field)?.targets ?? [field] }

    /// What a value of the former edition becomes, by field; nothing when it is retired.
    public func become(_ value: CBOR, of field: FieldName) -> [FieldName: CBOR] {
        switch step(on: field) {
        case nil: return [field: value]
        case .rename(_, let target): return [target: value]
        case .retire: return [:]
        case .split(_, let targets, let separator):
            let parts = FieldOrigin.parts(of: value, count: targets.count, at: separator)
            // A name that stands twice is a fault of the migration, and nothing to trap on.
            return Dictionary(
                zip(targets, parts).compactMap { target, part in part.map { (target, $0) } },
                uniquingKeysWith: { first, _ in first })
        }
    }

    /// The migration in words, without values: for the log.
    public var summary: String {
        let words = steps.map { step in
            switch step {
            case .rename(let field, let target): "'\(field)' becomes '\(target)'"
            case .split(let field, let targets, _):
                "'\(field)' becomes \(targets.map { "'\($0)'" }.joined(separator: " and "))"
            case .retire(let field): "'\(field)' is held no more"
            }
        }
        return "'\(former.name)' edition \(former.version): " + words.joined(separator: "; ")
    }
}
