// Leaves, proofs and checkpoints stand in the log's signatures, so that whoever imports the log has them too.
@_exported public import CustodyProof
