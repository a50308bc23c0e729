#if SQLite
    import CustodyModel
    import Foundation
    import GRDB

    /// Statements are written down in this module: what comes from elsewhere can only be a parameter, for the compiler takes no other
    /// text than a literal.
    extension Database {
        /// Runs a statement.
        func run(_ sql: StaticString, _ parameters: (any DatabaseValueConvertible)?...) throws {
            try cachedStatement(sql: sql.description).execute(arguments: StatementArguments(parameters))
        }

        /// Every row of an answer.
        func rows(_ sql: StaticString, _ parameters: (any DatabaseValueConvertible)?...) throws -> [GRDB.Row] {
            try rows(sql, parameters)
        }

        /// Every row of an answer.
        func rows(_ sql: StaticString, _ parameters: [(any DatabaseValueConvertible)?]) throws -> [GRDB.Row] {
            try GRDB.Row.fetchAll(try cachedStatement(sql: sql.description), arguments: StatementArguments(parameters))
        }

        /// The first row of an answer; nil when there is none.
        func row(_ sql: StaticString, _ parameters: (any DatabaseValueConvertible)?...) throws -> GRDB.Row? {
            try GRDB.Row.fetchOne(try cachedStatement(sql: sql.description), arguments: StatementArguments(parameters))
        }

        /// The one number of an answer; 0 when there is none.
        func number(_ sql: StaticString, _ parameters: (any DatabaseValueConvertible)?...) throws -> Int {
            let row = try GRDB.Row.fetchOne(
                try cachedStatement(sql: sql.description), arguments: StatementArguments(parameters))
            return Int(clamping: try row?.integer(0) ?? 0)
        }
    }

    /// Columns are read as what they must be. A file that somebody else wrote to may hold anything.
    extension GRDB.Row {
        private func value(_ column: Int) throws -> DatabaseValue {
            guard column < count else { throw SQLiteStoreError(.corrupt, "a row is too short") }
            return self[column]
        }

        func isNull(_ column: Int) throws -> Bool { try value(column).isNull }

        func integer(_ column: Int) throws -> Int64 {
            guard case .int64(let integer) = try value(column).storage else {
                throw SQLiteStoreError(.corrupt, "a column holds no number where one belongs")
            }
            return integer
        }

        func unsigned(_ column: Int) throws -> UInt64 { UInt64(bitPattern: try integer(column)) }

        func small<Number: FixedWidthInteger>(_ column: Int, as type: Number.Type = Number.self) throws -> Number {
            guard let number = Number(exactly: try integer(column)) else {
                throw SQLiteStoreError(.corrupt, "a column holds a number out of its range")
            }
            return number
        }

        /// A name, as `Name.data` wrote it.
        func text(_ column: Int) throws -> String { String(decoding: try bytes(column).dropLast(), as: UTF8.self) }

        func bytes(_ column: Int) throws -> [UInt8] {
            guard case .blob(let data) = try value(column).storage else {
                throw SQLiteStoreError(.corrupt, "a column holds no bytes where some belong")
            }
            return Array(data)
        }

        func handle(_ column: Int) throws -> Handle {
            guard let handle = Handle(try bytes(column)) else {
                throw SQLiteStoreError(.corrupt, "a column holds no handle where one belongs")
            }
            return handle
        }

        func sequence(_ column: Int) throws -> CommitSequence { CommitSequence(rawValue: try unsigned(column)) }

        /// A value that stands in the column as CBOR.
        func decoded<Value: Decodable>(_ column: Int, as type: Value.Type = Value.self) throws -> Value {
            let bytes = try bytes(column)
            do { return try CBOR.decode(Value.self, from: bytes) } catch {
                throw SQLiteStoreError(.corrupt, "what a row holds cannot be read as what it should be")
            }
        }
    }

    extension Data {
        /// Comes before every handle and name.
        static var lowest: Data { Data([0]) }
    }

    extension Handle {
        /// The bytes as a parameter.
        var data: Data { Data(bytes) }
    }

    extension HandleToken {
        var data: Data { handle.data }
    }

    extension Name {
        /// The name's UTF-8 as a parameter, the same for all that Swift holds to be one name. A zero ends it, for bytes that are none at all
        /// would be bound as NULL.
        var data: Data { Data(rawValue.precomposedStringWithCanonicalMapping.utf8 + [0]) }
    }

    extension Bytes {
        var data: Data { Data(array) }
    }

    extension CommitSequence {
        /// The number as a parameter.
        var number: Int64 { Int64(clamping: rawValue) }
    }

    extension Encodable {
        /// The value as a parameter, in CBOR.
        func encodedData() throws -> Data { Data(try CBOR.encode(self)) }
    }
#endif
