from . import invoice  # what customers were invoiced, what they retain, when they paid
from . import fact  # dates, outcome, progress, revenue and payment of an order
from . import watch  # orders that are late, forgotten or won back; satisfaction
