"""The KPI of real margins counts what is established, unless somebody made it their own."""

from odoo import SUPERUSER_ID, api

BEFORE = '[("state", "=", "sale")]'
COMPLETE = '[("state", "=", "sale"), ("real_cost_state", "=", "complete")]'
END = {
    "en_US": ("confirmed in the period.", "confirmed in the period whose costs are complete."),
    "fr_FR": (
        "confirmées dans la période.",
        "confirmées dans la période, dont les coûts sont complets.",
    ),
}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    kpi = env.ref("pilotage_commercial.kpi_real_margin_rate", False)
    domains = ("numerator_domain", "denominator_domain")
    if not kpi or any(kpi[name] != BEFORE for name in domains):
        return
    kpi.write(dict.fromkeys(domains, COMPLETE))
    kpi.second_id = kpi.second_id or env.ref("pilotage_commercial.kpi_completion_margin_rate")
    for lang, _name in env["res.lang"].get_installed():
        translated = kpi.with_context(lang=lang)
        before, after = END.get(lang, END["en_US"])
        if (translated.formula or "").endswith(before):
            translated.formula = translated.formula.removesuffix(before) + after
