public import CustodyAccess
public import CustodyModel

/// What a rule depends on, in the values of the policy document.
public struct RuleTerms: Hashable, Sendable, Codable {
    /// What must be so.
    public var when: [Condition]
    /// What must not be so.
    public var unless: [Condition]
    /// What must be done as well.
    public var obligations: Obligations
    /// For which purposes not.
    public var except: [Purpose]

    /// Terms from their parts; a rule without any speaks always.
    public init(
        when: [Condition] = [], unless: [Condition] = [], obligations: Obligations = [], except: [Purpose] = []
    ) {
        self.when = when
        self.unless = unless
        self.obligations = obligations
        self.except = except
    }

    /// The terms of a rule.
    public init(of rule: Rule) {
        self.init(
            when: rule.when, unless: rule.unless, obligations: rule.obligations, except: rule.prohibitedPurposes)
    }

    /// Whether the other has each of these, and perhaps more. Terms are compared as they are written: another number is another term.
    public func areKept(in other: RuleTerms) -> Bool {
        Set(when).isSubset(of: other.when) && Set(unless).isSubset(of: other.unless)
            && obligations.isSubset(of: other.obligations) && Set(except).isSubset(of: other.except)
    }
}

extension RuleTerms {
    private enum CodingKeys: CodingKey { case when, unless, obligations, except }

    /// Reads terms; those that are not told are none.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            when: try container.decodeIfPresent([Condition].self, forKey: .when) ?? [],
            unless: try container.decodeIfPresent([Condition].self, forKey: .unless) ?? [],
            obligations: try container.decodeIfPresent(Obligations.self, forKey: .obligations) ?? [],
            except: try container.decodeIfPresent([Purpose].self, forKey: .except) ?? [])
    }

    /// Writes terms; what is empty is left out, since an approval has many of them.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        if !when.isEmpty { try container.encode(when, forKey: .when) }
        if !unless.isEmpty { try container.encode(unless, forKey: .unless) }
        if !obligations.isEmpty { try container.encode(obligations, forKey: .obligations) }
        if !except.isEmpty { try container.encode(except, forKey: .except) }
    }
}

extension RuleTerms: CustomStringConvertible {
    /// In words, each behind a comma; nothing when there are none.
    public var description: String {
        let words =
            when.map { "when \($0)" } + unless.map { "unless \($0)" } + obligations.names.map { "with \($0)" }
            + except.map { "not for \($0)" }
        return words.map { ", " + $0 }.joined()
    }
}
