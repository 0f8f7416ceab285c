"""One folder a subject, from the ground up: a subject uses those above it here, never below.

A large subject has rooms of its own, in the same order. Inside a folder: one model a file, named
after the model, with a suffix where a subject has two ideas of one model. The order of the imports
is the order in which the overrides of a method wrap each other, the last one outermost: it is
written in tests/frozen/, and a test compares.
"""

from . import common  # companies and settings, what every subject uses
from . import pipeline  # stages and opportunities, won and lost
from . import order  # facts of quotations and orders: dates, outcome, progress, payment
from . import cost  # the cost ledger: what an order cost; estimated, quoted and real margin
from . import action  # the next action, the last touch, and the attention that a deal needs
from . import customer  # the portfolio, derived from the orders
from . import followup  # rules that create follow-ups on deals, quotations and customers
from . import kpi  # the engine, the cockpit, targets, snapshots, the digest
from . import review  # the weekly review
from . import agenda  # what is planned, in the salesperson's own calendar
from . import day  # what each has to handle today; where a salesperson starts
from . import start  # the first hour: the steps of the method on a new database
from . import history  # what an installation on a database with history leaves to do
