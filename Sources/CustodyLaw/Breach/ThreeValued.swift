/// Answers in three values: nil is "not known", and what is not known is neither yes nor no.
enum ThreeValued {
    /// True when all are, false when one is not.
    static func all(_ values: [Bool?]) -> Bool? { values.contains(false) ? false : values.contains(nil) ? nil : true }

    /// True when one is, false when none is.
    static func any(_ values: [Bool?]) -> Bool? { values.contains(true) ? true : values.contains(nil) ? nil : false }
}
