"""Corrected definitions of KPIs, unless somebody changed them."""

from lxml import etree

from odoo import SUPERUSER_ID, api
from odoo.tools.misc import file_path

SALES = '[("state", "=", "sale")]'
COMPLETE = '[("state", "=", "sale"), ("completion_state", "in", ["closed", "final"])]'
BOUGHT = '[("state", "=", "sale"), ("net_revenue", ">=", 0)]'
DOMAINS = ("numerator_domain", "denominator_domain")
FIELDS = ("numerator_field", "denominator_field")

# For each KPI: fields with old and new values, and by language, the old and new end of its formula.
CHANGES = {
    "kpi_real_margin_rate": (
        DOMAINS,
        SALES,
        COMPLETE,
        {
            "en_US": (
                "confirmed in the period.",
                "confirmed in the period whose costs are complete.",
            ),
            "fr_FR": (
                "confirmées dans la période.",
                "confirmées dans la période, dont les coûts sont complets.",
            ),
        },
    ),
    "kpi_average_order_value": (
        DOMAINS,
        SALES,
        BOUGHT,
        {
            "en_US": (
                "confirmed in the period.",
                "confirmed in the period; refunds typed as negative orders are no orders.",
            ),
            "fr_FR": (
                "confirmées dans la période.",
                "confirmées dans la période ; un avoir saisi en commande négative n’est pas "
                "une commande.",
            ),
        },
    ),
    "kpi_churn_rate": (
        DOMAINS,
        SALES,
        BOUGHT,
        {
            "en_US": (
                "and not since ÷ customers that ordered between 24 and 12 months before.",
                "and not since, from anybody of the company ÷ customers that ordered between 24 "
                "and 12 months before.",
            ),
            "fr_FR": (
                "et plus depuis ÷ clients ayant commandé entre 24 et 12 mois avant.",
                "et plus depuis, à personne de la société ÷ clients ayant commandé entre 24 et "
                "12 mois avant.",
            ),
        },
    ),
    "kpi_win_rate_value": (
        FIELDS,
        "expected_revenue",
        "deal_revenue",
        {
            "en_US": (
                "Expected revenue of the opportunities won ÷ that of the opportunities won or "
                "lost, closed in the period.",
                "Amount of the opportunities won ÷ that of the opportunities won or lost, closed "
                "in the period: their confirmed orders, or their expected revenue without one.",
            ),
            "fr_FR": (
                "Revenu attendu des opportunités gagnées ÷ celui des opportunités gagnées ou "
                "perdues, closes dans la période.",
                "Montant des opportunités gagnées ÷ celui des opportunités gagnées ou perdues, "
                "closes dans la période : leurs commandes confirmées, ou leur revenu attendu "
                "sans commande.",
            ),
        },
    ),
}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name, change in CHANGES.items():
        kpi = env.ref(f"pilotage_commercial.{name}", False)
        if kpi and _change(kpi, *change) and name == "kpi_real_margin_rate":
            second = env.ref("pilotage_commercial.kpi_completion_margin_rate", False)
            kpi.second_id = kpi.second_id or second

    _add_examples(env)

    # The next run closes the follow-ups whose reason is gone, and reports how many.
    env["ir.config_parameter"].set_param("pilotage_commercial.followups_closed_by_update", "1")


def _change(kpi, names, before, after, formulas):
    """Give ``kpi`` its new definition and texts; return whether it had the old definition."""
    if any(kpi[name] != before for name in names):
        return False
    kpi.write(dict.fromkeys(names, after))
    for lang, _name in kpi.env["res.lang"].get_installed():
        translated = kpi.with_context(lang=lang)
        was, now = formulas.get(lang, formulas["en_US"])
        if (translated.formula or "").endswith(was):
            translated.formula = translated.formula.removesuffix(was) + now
    return True


def _add_examples(env):
    """Give each KPI of the app the example that a new database has; its translations follow."""
    tree = etree.parse(file_path("pilotage_commercial/data/pilotage_kpi_data.xml"))
    for record in tree.iter("record"):
        kpi = env.ref(f"pilotage_commercial.{record.get('id')}", False)
        if kpi and not kpi.example:
            kpi.with_context(lang="en_US").example = record.findtext("field[@name='example']")
