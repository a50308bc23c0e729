// What a host imports: the facade with its vocabulary, and the embedded backend. The facade's modules come along, because
// their values stand in its signatures.
@_exported public import CustodyAccess
@_exported public import CustodyAudit
@_exported public import CustodyConsent
@_exported public import CustodyCore
@_exported public import CustodyData
@_exported public import CustodyFiles
@_exported public import CustodyGovernance
@_exported public import CustodyIncidents
@_exported public import CustodyKeys
@_exported public import CustodyLaw
@_exported public import CustodyModel
@_exported public import CustodyMonitor
