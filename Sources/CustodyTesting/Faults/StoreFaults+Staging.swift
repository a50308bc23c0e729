import CustodyModel

extension StoreFaults {
    /// Lets a unit fail when it commits, for stores whose staging cannot throw. Counted when it is staged.
    ///
    /// Either moment lets the whole unit fail and leaves no trace: a commit whose answer is lost is ``FaultyCoordinator``'s.
    func stage(_ call: StoreCall, _ tag: StoreTag, to coordinator: any CommitCoordinator, in unit: inout UnitOfWork) {
        guard let fault = strike(call) else { return }
        let failing = StagedChange(
            store: tag, validate: { throw fault.error }, prepare: { _ in PreparedChange(bytes: []) { () } })
        _ = unit.add(failing, to: coordinator, resultType: Void.self)
    }
}
