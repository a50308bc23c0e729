public import CustodyModel

/// Gives every data category a place in a `CategoryMask`.
///
/// It only ever grows: a place keeps its meaning, so that a mask made yesterday still says the same today.
public struct CategoryRegistry: Hashable, Sendable {
    private var places = NameTable<DataCategory>()
    /// The categories by place.
    public private(set) var names: [DataCategory] = []
    /// The places of each category, and of each above one, with everything below it.
    private var within: [DataCategory: CategoryMask] = [:]

    /// A registry without categories.
    public init() {}

    /// The categories of the schemas, then those of the policy.
    ///
    /// - Throws: ``AccessError`` when there are more than a mask has places.
    public init(schemas: [RecordSchema], policy: RolePolicy? = nil) throws(AccessError) {
        try register(schemas.flatMap(\.fields).map(\.category))
        if let policy { try register(policy.categories) }
    }

    /// Gives places to categories that have none.
    ///
    /// - Throws: ``AccessError`` when there are more than a mask has places, or a name is none; then nothing was added.
    public mutating func register(_ categories: some Sequence<DataCategory>) throws(AccessError) {
        var grown = self
        for category in categories where grown.places[category] == nil {
            guard category.isWellFormed else {
                throw AccessError(.unknownCategory, "'\(category)' is no category; use \(String.treeNameRule)")
            }
            guard grown.names.count < CategoryMask.capacity else {
                throw AccessError(
                    .tooManyCategories,
                    "there is room for \(CategoryMask.capacity) categories; '\(category)' is one too many. "
                        + "Use categories higher in the tree")
            }
            grown.places.insert(category, at: grown.names.count)
            for ancestor in category.lineage { grown.within[ancestor, default: .none].insert(grown.names.count) }
            grown.names.append(category)
        }
        self = grown
    }

    /// The place of a category; nil when it has none.
    public func place(of category: DataCategory) -> Int? { places[category] }

    /// The set of these categories.
    ///
    /// - Throws: ``AccessError`` for a category without a place: leaving it out would ask for less than was meant.
    public func mask(of categories: some Sequence<DataCategory>) throws(AccessError) -> CategoryMask {
        var mask = CategoryMask.none
        for category in categories { mask.insert(try requirePlace(of: category)) }
        return mask
    }

    /// The place of a category that must have one.
    func requirePlace(of category: DataCategory) throws(AccessError) -> Int {
        guard let place = places[category] else {
            throw AccessError(
                .unknownCategory, "no schema and no rule names '\(category)'; register the category before it is asked for")
        }
        return place
    }

    /// The categories in a set, by place. Places without a category are left out.
    public func categories(in mask: CategoryMask) -> [DataCategory] {
        names.indices.filter(mask.contains).map { names[$0] }
    }

    /// The categories that are `ancestor` or stand below it.
    public func mask(within ancestor: DataCategory) -> CategoryMask { within[ancestor] ?? .none }

    /// Whether every place of `other` has the same meaning here.
    public func continues(_ other: CategoryRegistry) -> Bool { names.starts(with: other.names) }
}
