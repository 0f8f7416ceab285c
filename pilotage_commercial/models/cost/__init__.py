from . import bill  # what bills and accounts cost, and which orders they concern
from . import ledger  # the costs of an order, one row a document; their totals, state and updates
from . import plan  # what an order should cost, by its lines or the estimate of its deal
from . import experience  # what past orders cost, for the next quotation
from . import margin  # the margin so far and at completion, low margins, drifts by category
