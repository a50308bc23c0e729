import Crypto
import CustodyConsent
import CustodyData
import CustodyKeys
import CustodyModel

extension Custodian {
    /// So many are looked at together while others wait for the store.
    private static var stride: Int { 256 }

    /// Reads the next people of a question.
    func page(
        of question: BulkQuestion, after cursor: PageCursor?, limit: Int, _ former: BulkPage.Merged?
    ) async throws -> BulkPage {
        var page = try await emptyPage(former)
        page.next = cursor
        var people: [BulkPage.Person] = []
        people.reserveCapacity(limit)
        repeat {
            try Task.checkCancellation()
            let found = try await backends.data.records(
                RecordQuery(question.filter, after: page.next, limit: min(limit - people.count, Self.stride)))
            try await add(found.records, named: question.schema.name, to: &people, of: page)
            page.next = found.next
        } while page.next != nil && people.count < limit
        page.parts = try await keyed(people, question.form)
        return page
    }

    /// Reads the same records again, those that still are what the question asks for.
    func reread(_ former: BulkPage, _ question: BulkQuestion) async throws -> BulkPage {
        var page = try await emptyPage(former.merged)
        var records: [StoredRecord] = []
        for part in former.parts {
            guard let now = try await backends.data.record(part.record.id), question.filter.admits(now) else { continue }
            records.append(now)
        }
        var people: [BulkPage.Person] = []
        for start in Swift.stride(from: 0, to: records.count, by: Self.stride) {
            let some = Array(records[start..<min(start + Self.stride, records.count)])
            try await add(some, named: question.schema.name, to: &people, of: page)
        }
        page.parts = try await keyed(people, question.form)
        return page
    }

    /// A page of nobody. What tells that something changed is read first: what changes while the rest is read then fails the commit.
    private func emptyPage(_ former: BulkPage.Merged?) async throws -> BulkPage {
        let protections = protections.all
        let access = accessState
        let merged = try await mergedTokens(former)
        return BulkPage(
            protections: protections, forbidden: try await forbidden(by: protections), merged: merged,
            access: access, dataChanges: try await backends.data.changeCount(),
            consentChanges: try await backends.consent.changeCount(),
            destructions: try await backends.keys.destructionCount())
    }

    /// Adds the people of some records, those of one name, with where they stand.
    private func add(
        _ records: [StoredRecord], named name: RecordName, to people: inout [BulkPage.Person], of page: BulkPage
    ) async throws {
        let records = records.allSatisfy { $0.name == name } ? records : records.filter { $0.name == name }
        let standings = try await backends.consent.standings(of: records.map { $0.subject })
        for (record, standing) in zip(records, standings) {
            var person = BulkPage.Person(record: record, standing: standing)
            if page.merged.tokens.contains(record.subject) {
                let merge = try await merged(record.subject)
                let others = try await self.standings(of: merge.others)
                person.others = others.map { SubjectHead($0.subject, $0.head) }
                person.standing = standing.merged(with: others, since: merge.since ?? .zero)
            }
            people.append(person)
        }
    }

    /// The people with their keys.
    private func keyed(_ people: [BulkPage.Person], _ form: RecordForm) async throws -> [BulkPage.Part] {
        try await people.mapStretches { try await self.keyed($0, form) }.flatMap { $0 }
    }

    private func keyed(_ people: ArraySlice<BulkPage.Person>, _ form: RecordForm) async throws -> [BulkPage.Part] {
        let (keys, provider) = (backends.keys, backends.provider)
        var parts: [BulkPage.Part] = []
        parts.reserveCapacity(people.count)
        let found = try await keys.wrapped(ofEach: people.map { $0.record.subject.handle })
        for (place, wrapped) in zip(people.indices, found) {
            let log = KeyID(people[place].record.subject.handle, .log)
            var logKey: SymmetricKey?
            if let wrapped = wrapped[.log] { logKey = try? await provider.unwrap(wrapped, context: log.wrappingContext) }
            if logKey == nil {
                // Either it is gone, or it was wrapped anew since it was read, or something is wrong.
                do { logKey = try await keys.key(log, provider: provider) } catch let error as KeyError
                    where error.code == .erased
                {}
            }
            parts.append(BulkPage.Part(people[place], in: form, wrapped, logKey: logKey))
        }
        return parts
    }

    /// The page with what was forbidden since it was read.
    func takingUp(newProtections page: BulkPage) async throws -> BulkPage {
        var page = page
        page.protections = protections.all
        page.forbidden = try await forbidden(by: page.protections)
        return page
    }

    /// Whom the acts protect that are not on record yet: by whichever identifier, and whoever was merged with them.
    private func forbidden(by entries: Set<Protections.Entry>) async throws -> [SubjectToken: Set<Protections.Entry>] {
        var forbidden: [SubjectToken: Set<Protections.Entry>] = [:]
        for entry in entries {
            guard let handle = try await handle(of: Identifier(name: entry.subject, field: entry.field)) else { continue }
            let token = SubjectToken(handle)
            let others = try await merged(token).others
            for one in [token] + others { forbidden[one, default: []].insert(entry) }
        }
        return forbidden
    }

    /// Everybody who was merged with somebody: few, and looked up once.
    private func mergedTokens(_ former: BulkPage.Merged?) async throws -> BulkPage.Merged {
        let count = mergeCount
        if let former, former.count == count { return former }
        var tokens: Set<SubjectToken> = []
        var after: PageCursor?
        repeat {
            let page = try await backends.data.records(RecordQuery(MergedPeople.everybody, after: after))
            for record in page.records { tokens.formUnion(try MergedPeople(record, sealer, system).others) }
            after = page.next
        } while after != nil
        return BulkPage.Merged(count: count, tokens: tokens)
    }
}
