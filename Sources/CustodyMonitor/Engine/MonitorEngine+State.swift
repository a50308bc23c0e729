public import CustodyModel

extension MonitorEngine {
    /// Everything that is remembered, as bytes: two engines that answer the same bytes go on alike. There are handles and counts in it.
    public func state() -> [UInt8] { state(version: StateCoder.newest) }

    /// The same as an older version wrote it.
    func state(version: UInt32) -> [UInt8] {
        var copy = self
        var coding = MemoryCoding(coder: StateCoder(version: version), rows: actors.count)
        // Writing checks nothing, so that it cannot fail.
        do { try copy.code(&coding) } catch { return [] }
        return coding.coder.bytes
    }

    /// A number that tells states apart when runs are compared. It protects from nothing.
    public var stateHash: UInt64 {
        state().reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    /// An engine that goes on where another was. States that older versions wrote are read: what they lack begins empty.
    ///
    /// - Throws: ``MonitorError`` with `otherConfiguration` when windows or sizes are others than those it was made under, and
    ///   `malformedState`; replay the log then. Thresholds may be others.
    public init(
        _ configuration: MonitorConfiguration, roles names: [RoleID: UInt32] = [:], restoring state: [UInt8]
    ) throws(MonitorError) {
        // Which rows roles have is known only behind the state.
        self.init(configuration)
        var header = StateCoder(reading: state)
        let count = try codeHeader(&header)
        var coding = MemoryCoding(coder: StateCoder(reading: state), rows: count)
        try code(&coding)
        guard coding.coder.isAtEnd else {
            throw MonitorError(.malformedState, "there are bytes behind the state; replay the log instead")
        }
        self.names = names
        takeNames()
    }

    @discardableResult
    private mutating func codeHeader(_ coder: inout StateCoder) throws(MonitorError) -> Int {
        var (version, layout) = (coder.version, configuration.layout)
        try coder.code(&version)
        try coder.code(&layout)
        guard (1...StateCoder.newest).contains(version) else {
            throw MonitorError(.malformedState, "the state is of another version of the monitor; replay the log instead")
        }
        coder.version = version
        guard layout == configuration.layout else {
            throw MonitorError(
                .otherConfiguration, "the state was made with other windows or sizes; replay the log from its beginning instead"
            )
        }
        var newest = position.rawValue
        try coder.code(&newest)
        position = CommitSequence(rawValue: newest)
        var count = UInt32(clamping: actors.count)
        try coder.code(&count)
        return Int(count)
    }

    private mutating func code(_ coding: inout MemoryCoding) throws(MonitorError) {
        try codeHeader(&coding.coder)
        try actors.code(&coding.coder)
        try coding.coder.expect(actors.count == coding.rows)
        try roles.code(&coding.coder)
        try health.code(&coding.coder)
        try clock.code(&coding.coder)
        try desk.code(&coding.coder)
        try visit(&coding)
    }
}
