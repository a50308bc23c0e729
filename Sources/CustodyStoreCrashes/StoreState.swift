/// What was found in a store.
struct StoreState: Sendable, Equatable {
    var people: [Int: StoreModel.Person] = [:]
    var incidents = 0
    var entries: [String: UInt64] = [:]
}
