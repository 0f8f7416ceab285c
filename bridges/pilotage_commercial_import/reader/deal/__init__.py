from . import deal, deals
