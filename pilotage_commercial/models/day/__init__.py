from . import today  # the list of what to handle today
from . import home  # where a salesperson starts, and the first action of deals from outside
