from . import touch  # the last touch of an opportunity, what changed it, who had it before
from . import plan  # the next action, planned on an opportunity or on its quotations
from . import attention  # the attention that an opportunity needs
