"""Give the company of an empty database a country: its currency and time zone.

Run by Odoo's shell: ``PILOTAGE_COUNTRY=FR script/odoo shell -d DATABASE < script/set_country.py``.
"""

# ruff: noqa: F821 - the shell gives "env"
import os
import sys

from odoo.addons.pilotage_commercial.tools.dates import get_country_timezones

code = os.environ["PILOTAGE_COUNTRY"]
country = env["res.country"].search([("code", "=", code)])
if not country:
    sys.exit(f"There is no country {code}")
company = env.ref("base.main_company")
country.currency_id.active = True
company.write({"country_id": country.id, "currency_id": country.currency_id.id})
timezone = next(iter(get_country_timezones(code)), False)
for partner in (company.partner_id, env.ref("base.user_admin").partner_id):
    partner.tz = timezone
company.resource_calendar_id.tz = timezone or company.resource_calendar_id.tz
env.cr.commit()
