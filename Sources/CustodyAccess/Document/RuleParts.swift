public import CustodyModel

/// A part of a role that makes a rule.
public protocol RuleMaking: Sendable {
    /// The rule.
    var rule: Rule { get set }
}

extension RuleMaking {
    /// Only while all of these hold: `Allow(.read, [.contact]).when(.assurance(2))`.
    public func when(_ conditions: Condition...) -> Self { changed { $0.when += conditions } }
    /// Only while none of these holds: `Forbid(.read, [.special]).unless(.assurance(2))`. A ticket lifts a prohibition for the
    /// categories that it names and no others.
    public func unless(_ conditions: Condition...) -> Self { changed { $0.unless += conditions } }
    /// Not for these purposes, nor for any below or above them.
    public func except(_ purposes: Purpose...) -> Self { changed { $0.prohibitedPurposes += purposes } }
    /// What must be done as well.
    public func obliging(_ obligations: Obligations) -> Self { changed { $0.obligations.formUnion(obligations) } }
    /// What explanations call the rule.
    public func named(_ id: String) -> Self { changed { $0.id = id } }

    private func changed(_ body: (inout Rule) -> Void) -> Self {
        var copy = self
        body(&copy.rule)
        return copy
    }
}

/// Permits actions: `Allow(.read, [.contact], for: [.customerCare])`, or `Allow(.planErasure)` where no data is touched.
public struct Allow: RuleMaking {
    /// The rule.
    public var rule: Rule

    /// Permits an action on the categories and what is below them, for the purposes or for every declared one.
    public init(_ action: Action, _ categories: [DataCategory] = [], for purposes: [Purpose] = []) {
        self.init([action], categories, for: purposes)
    }

    /// Permits several actions alike.
    public init(_ actions: [Action], _ categories: [DataCategory] = [], for purposes: [Purpose] = []) {
        rule = Rule(actions, categories: categories, purposes: purposes)
    }
}

/// Permits reading with all but the last characters hidden: `Mask(.bankAccount, keepLast: 4, for: [.payment])`. A store shows no more
/// than half of a value.
public struct Mask: RuleMaking {
    /// The rule.
    public var rule: Rule

    /// Shows the last characters of a category and what is below it.
    public init(_ category: DataCategory, keepLast: Int = 0, for purposes: [Purpose] = []) {
        self.init([category], keepLast: keepLast, for: purposes)
    }

    /// Shows the last characters of several categories.
    public init(_ categories: [DataCategory], keepLast: Int = 0, for purposes: [Purpose] = []) {
        rule = Rule([.read], categories: categories, purposes: purposes, treatment: .mask(keepLast: keepLast))
    }
}

/// Permits reading a name in place of the value, the same for the same value: `Pseudonymise([.identifier], for: ["study"])`.
public struct Pseudonymise: RuleMaking {
    /// The rule.
    public var rule: Rule

    /// Shows pseudonyms of the categories.
    public init(_ categories: [DataCategory], for purposes: [Purpose] = []) {
        rule = Rule([.read], categories: categories, purposes: purposes, treatment: .pseudonymise)
    }
}

/// Leaves categories out of what is read, whatever another rule permits: `Drop([.birthDate])`.
public struct Drop: RuleMaking {
    /// The rule.
    public var rule: Rule

    /// Leaves the categories out.
    public init(_ categories: [DataCategory], for purposes: [Purpose] = []) {
        rule = Rule([.read], categories: categories, purposes: purposes, treatment: .drop)
    }
}

/// Forbids actions, whatever another rule permits: `Forbid(.read, [.special]).unless(.assurance(2))`.
public struct Forbid: RuleMaking {
    /// The rule.
    public var rule: Rule

    /// Forbids an action on the categories; without categories the action altogether.
    public init(_ action: Action, _ categories: [DataCategory] = [], for purposes: [Purpose] = []) {
        self.init([action], categories, for: purposes)
    }

    /// Forbids several actions alike.
    public init(_ actions: [Action], _ categories: [DataCategory] = [], for purposes: [Purpose] = []) {
        rule = Rule(actions, categories: categories, purposes: purposes, effect: .forbid)
    }

    /// A break-glass ticket lifts it, for the ticket's categories.
    public func overridable() -> Forbid {
        var copy = self
        copy.rule.isOverridable = true
        return copy
    }
}
