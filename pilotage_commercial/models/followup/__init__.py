from . import rule  # the rules, in their order, and the companies they apply to
from . import activity  # the follow-up itself: its interface, its assignee, its end
from . import kind  # what is followed up, and what ends it
from . import run  # the scheduled run, the mails it sends, what managers change, what it yielded
