import Custody

#if SQLite
    import CustodySQLite
#endif

/// A failure of a backend that not every build of the tool has.
protocol NamedFailure: DamageReporting {
    var codeName: String { get }
    var message: String { get }
}

#if SQLite
    extension SQLiteStoreError: NamedFailure {
        var codeName: String { code.rawValue }
    }
#endif
