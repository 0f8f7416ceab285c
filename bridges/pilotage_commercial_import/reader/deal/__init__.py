from . import deal, state, deals
