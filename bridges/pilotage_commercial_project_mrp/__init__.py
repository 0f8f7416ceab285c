from odoo.addons.pilotage_commercial.hooks import mark_real_costs

from . import models
