import CustodyAccess
import CustodyData
import CustodyModel

/// What is asked about many people.
struct BulkQuestion: Sendable {
    var form: RecordForm
    var fields: [FieldName]
    var filter: RecordQuery.Filter
    var purpose: Purpose
    var declaration: PurposeDeclaration
    var principal: Principal
    /// How many the policy was asked for.
    var recordCount: Int
    var limit: Int?
    var batch: Int
    /// What the caller does where a rule asks for it.
    var obligations: Obligations = []
    /// How many are recorded in one commit: some commits beside each other use the processors while they are sealed.
    var lane = 4 * RecordedPage.limit

    var schema: RecordSchema { form.schema }
    var categories: [DataCategory] { fields.compactMap { schema[$0]?.category } }
    /// What was attempted. How many there are is not told: whoever is denied does not learn it.
    var attempt: String { "disclosing records '\(schema.name)' for '\(purpose)'" }
}
