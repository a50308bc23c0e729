#if SQLite
    import CustodyJournal
    public import CustodyModel
    import GRDB

    /// Why a database could not be opened, read or written. It holds no value of any row.
    public struct SQLiteStoreError: Error, Equatable, Sendable, CustomStringConvertible {
        /// What kind of failure it is.
        public struct Code: RawRepresentable, Hashable, Sendable {
            /// The name of the code.
            public var rawValue: String
            /// Names a code.
            public init(rawValue: String) { self.rawValue = rawValue }

            /// There is no store, or its making was cut off.
            public static let notAStore = Code(rawValue: "notAStore")
            /// Something stands where a new store is to be made.
            public static let alreadyExists = Code(rawValue: "alreadyExists")
            /// The database was written by a newer version of the library.
            public static let newerFormat = Code(rawValue: "newerFormat")
            /// The key file knows commits that the database does not: the database is an older copy.
            public static let rolledBack = Code(rawValue: "rolledBack")
            /// What is stored is not what was written.
            public static let corrupt = Code(rawValue: "corrupt")
            /// Another process held the database for too long.
            public static let busy = Code(rawValue: "busy")
            /// SQLite does not keep the database as it must be kept.
            public static let unsafe = Code(rawValue: "unsafe")
            /// The store is closed.
            public static let closed = Code(rawValue: "closed")
            /// SQLite or the operating system refused.
            public static let io = Code(rawValue: "io")
        }

        /// What kind of failure it is.
        public var code: Code
        /// What was attempted and what to do.
        public var message: String

        /// An error from its parts.
        public init(_ code: Code, _ message: String) {
            self.code = code
            self.message = message
        }

        /// Two errors are the same failure when their codes are.
        public static func == (left: SQLiteStoreError, right: SQLiteStoreError) -> Bool { left.code == right.code }

        /// The message with its code.
        public var description: String { "\(code.rawValue): \(message)" }
    }

    extension SQLiteStoreError: DamageReporting {
        /// Whether what is stored is damaged.
        public var isDamage: Bool { code == .corrupt }
    }

    extension SQLiteStoreError {
        /// What SQLite says, in the words of the store: the result code only, for messages quote what they were given.
        init(_ error: DatabaseError) {
            let number = error.extendedResultCode.rawValue
            switch error.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED:
                self.init(.busy, "another process held the database for too long (SQLite \(number)); try again")
            case .SQLITE_CORRUPT, .SQLITE_NOTADB:
                self.init(.corrupt, "the database is not as it was written (SQLite \(number)); restore it from its backup")
            default: self.init(.io, "SQLite refused with code \(number); mend the cause and try again")
            }
        }

        /// Runs the body and turns what SQLite and the files throw into this error.
        static func translating<Result>(_ body: () throws -> Result) throws -> Result {
            do { return try body() } catch let error as DatabaseError { throw SQLiteStoreError(error) } catch let error
                as JournalError
            { throw SQLiteStoreError(.io, "\(error)") }
        }
    }
#endif
