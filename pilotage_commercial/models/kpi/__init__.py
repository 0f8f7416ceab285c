from . import engine  # scope, measure, plan, reader: how a KPI is read
from . import block  # the blocks of the cockpit, over the engine
from . import model  # KPIs, their targets, the calls of the cockpit, the indexes that answer
from . import frozen  # the weekly snapshots, the digest, and who may read what they keep
from . import home  # who starts on the cockpit
