#if SQLite
    import CustodyCore
    import CustodyKeys
    import CustodyModel
    import CustodySQLite
    import Foundation
    import Synchronization

    /// A directory for stores of one test, which is gone afterwards.
    ///
    /// The suites run one case after another: a store holds some fifteen files open, and Foundation reads behind the end of its buffer when
    /// it starts a process beside some 1,300 open ones.
    final class SQLiteBed: Sendable {
        let directory: String
        let provider: LocalKeyProvider
        private let made = Mutex(0)
        private let opened = Mutex<[Backends]>([])

        private init() {
            // Where there is a disk in memory: what is tested is not how fast this one syncs.
            let parent =
                FileManager.default.isWritableFile(atPath: "/dev/shm")
                ? URL(filePath: "/dev/shm") : FileManager.default.temporaryDirectory
            directory = parent.appending(path: "custody-sqlite-\(UUID().uuidString)").path
            provider = LocalKeyProvider.ephemeral()
        }

        static func fresh<Result>(_ body: (SQLiteBed) async throws -> Result) async throws -> Result {
            let bed = SQLiteBed()
            let result: Result
            do { result = try await body(bed) } catch {
                await bed.clear()
                throw error
            }
            await bed.clear()
            return result
        }

        private func clear() async {
            for backends in opened.withLock({ $0 }) { try? await backends.close() }
            try? FileManager.default.removeItem(atPath: directory)
        }

        /// Another fresh store.
        func backends() async throws -> Backends {
            let number = made.withLock { made in
                made += 1
                return made
            }
            return keep(
                try await SQLiteBackend.create(at: "\(directory)/\(number)", controller: "acme", keys: provider))
        }

        /// The first store, opened once more.
        func reopened(_ number: Int = 1) async throws -> Backends {
            keep(try await SQLiteBackend.open(at: "\(directory)/\(number)", keys: provider))
        }

        private func keep(_ backends: Backends) -> Backends {
            opened.withLock { $0.append(backends) }
            return backends
        }
    }
#endif
