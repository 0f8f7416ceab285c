from . import pilotage_day
from . import pilotage_day_query
from . import pilotage_day_attention
from . import pilotage_day_beside
from . import pilotage_day_words
from . import pilotage_day_move
from . import pilotage_day_count
from . import pilotage_day_remind
