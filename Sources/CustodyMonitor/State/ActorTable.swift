import CustodyModel

/// Which actor has which place, at most so many: the one that acted longest ago gives way.
struct ActorTable {
    let capacity: Int
    private var places: [Handle: Int32] = [:]
    private(set) var handles: [Handle] = []
    // A list through the places, the one that acted last first.
    private var newer: [Int32] = []
    private var older: [Int32] = []
    private var newest: Int32 = -1
    private var oldest: Int32 = -1
    private var free: [Int32] = []

    init(capacity: Int) { self.capacity = capacity }

    /// How many places were ever used.
    var count: Int { handles.count }

    /// What a lookup came to.
    enum Found {
        /// The actor had the place.
        case known(Int)
        /// The actor got a new place: the next one.
        case added(Int)
        /// The actor got a place that another had before.
        case reused(Int)
    }

    /// The actor's place, which is the newest from now on.
    mutating func place(of handle: Handle) -> Found {
        if let place = places[handle] {
            touch(place)
            return .known(Int(place))
        }
        if let place = free.popLast() {
            settle(handle, in: place)
            return .reused(Int(place))
        }
        if handles.count < capacity {
            let place = Int32(handles.count)
            handles.append(handle)
            newer.append(-1)
            older.append(-1)
            places[handle] = place
            link(place)
            return .added(Int(place))
        }
        let place = oldest
        places[handles[Int(place)]] = nil
        unlink(place)
        settle(handle, in: place)
        return .reused(Int(place))
    }

    /// The actor's place, as long as it has one.
    func known(_ handle: Handle) -> Int? { places[handle].map(Int.init) }

    /// Takes the actor's place away.
    mutating func remove(_ handle: Handle) -> Int? {
        guard let place = places.removeValue(forKey: handle) else { return nil }
        unlink(place)
        handles[Int(place)] = .zero
        free.append(place)
        return Int(place)
    }

    private mutating func settle(_ handle: Handle, in place: Int32) {
        handles[Int(place)] = handle
        places[handle] = place
        link(place)
    }

    private mutating func touch(_ place: Int32) {
        guard place != newest else { return }
        unlink(place)
        link(place)
    }

    private mutating func unlink(_ place: Int32) {
        let (before, after) = (newer[Int(place)], older[Int(place)])
        if before >= 0 { older[Int(before)] = after } else { newest = after }
        if after >= 0 { newer[Int(after)] = before } else { oldest = before }
    }

    private mutating func link(_ place: Int32) {
        newer[Int(place)] = -1
        older[Int(place)] = newest
        if newest >= 0 { newer[Int(newest)] = place } else { oldest = place }
        newest = place
    }
}

extension ActorTable: MonitorState {
    mutating func code(_ coder: inout StateCoder) throws(MonitorError) {
        try coder.code(list: &handles, empty: .zero) { coder, handle throws(MonitorError) in try coder.code(&handle) }
        try coder.code(&newer)
        try coder.code(&older)
        try coder.code(&newest)
        try coder.code(&oldest)
        try coder.code(&free)
        guard coder.isReading else { return }
        let range = Int32(-1)..<Int32(handles.count)
        guard handles.count <= capacity, newer.count == handles.count, older.count == handles.count,
            (newer + older + free + [newest, oldest]).allSatisfy(range.contains), !free.contains(-1),
            (newest < 0) == (oldest < 0), (newest < 0) == (handles.count == free.count)
        else { throw MonitorError(.malformedState, "the table of actors contradicts itself; replay the log instead") }
        places = [:]
        let unused = Set(free)
        for place in handles.indices where !unused.contains(Int32(place)) { places[handles[place]] = Int32(place) }
    }
}

extension StateCoder {
    mutating func code(_ handle: inout Handle) throws(MonitorError) {
        var (high, low) = handle.words
        try code(&high)
        try code(&low)
        handle = Handle(words: (high, low))
    }
}
