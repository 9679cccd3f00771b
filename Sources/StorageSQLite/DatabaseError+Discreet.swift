import GRDB
import Storage

/// Its words are the rule that was broken and the statement; what was bound to the statement it leaves out.
extension DatabaseError: DiscreetError {}
