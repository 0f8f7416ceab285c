"""Quotations and orders of the opportunities, with their margins. Nothing is invoiced."""

PRODUCTS = 40
TABLES = ["sale_order", "sale_order_line"]


def fill(db, count, lines, until):
    """``count`` sale orders of one to ``lines`` lines; their state follows the opportunity's."""
    _products(db)
    order_base, line_base = db.last_id("sale_order"), db.last_id("sale_order_line")
    db.temporary("seed_order", _ORDERS, count=count, lines=lines, until=until, base=order_base)
    db.temporary("seed_line", _LINES, lines=lines, base=line_base)
    db.temporary("seed_amount", _AMOUNTS)
    with db.bulk(TABLES, count):
        db.insert("sale_order", _order_columns(), _ORDER_SOURCE)
        db.insert("sale_order_line", _line_columns(), _LINE_SOURCE)
    for table in TABLES:
        db.finish(table)


def _products(db):
    """``seed_product``: services sold by the unit, costing between half and nine tenths."""
    base = db.last_id("product_template")
    variant_base = db.last_id("product_product")
    unit = db.ref("uom.product_uom_unit")
    db.temporary(
        "seed_product",
        """
        SELECT n, %(base)s + n AS template_id, %(variant_base)s + n AS product_id,
               'Prestation ' || %(base)s + n AS name, %(unit)s::int AS uom_id,
               20 + 10 * floor(60 * pg_temp.u(n, 501))::numeric AS price,
               round((0.5 + 0.4 * pg_temp.u(n, 502))::numeric, 2) AS cost_share
          FROM generate_series(1, %(products)s) n
        """,
        base=base,
        variant_base=variant_base,
        unit=unit,
        products=PRODUCTS,
    )
    db.insert(
        "product_template",
        {
            "id": "template_id", "name": "jsonb_build_object('en_US', name)", "type": "'service'",
            "service_tracking": "'no'", "service_type": "'manual'", "invoice_policy": "'order'",
            "expense_policy": "'no'", "uom_id": "uom_id", "list_price": "price", "active": "TRUE",
            "sale_ok": "TRUE", "purchase_ok": "FALSE", "create_uid": "2", "create_date": "now()",
        },
        "seed_product",
    )  # fmt: skip
    db.insert(
        "product_product",
        {
            "id": "product_id", "product_tmpl_id": "template_id", "active": "TRUE",
            "combination_indices": "''", "create_uid": "2", "create_date": "now()",
            "standard_price": "(SELECT jsonb_object_agg(id::text, round(price * cost_share, 2))"
            " FROM res_company)",
        },
        "seed_product",
    )  # fmt: skip
    for table in ("product_template", "product_product"):
        db.finish(table)


_ORDERS = """
    SELECT k, %(base)s + k AS id, n, lead.company_id, lead.team_id, lead.user_id, lead.partner_id,
           CASE WHEN pg_temp.u(k, 512) < 0.85 THEN lead.id END AS opportunity_id, decided.state,
           1 + floor(%(lines)s * pg_temp.u(k, 513))::int AS lines, issued,
           CASE WHEN decided.state = 'sale' THEN lead.closed ELSE issued END AS ordered
      FROM generate_series(1, %(count)s) k
      JOIN seed_lead lead ON lead.n = 1 + floor(pg_temp.u(k, 511)
                                                * (SELECT count(*) FROM seed_lead))::bigint
      CROSS JOIN LATERAL (
        SELECT CASE lead.state
               WHEN 'won' THEN CASE WHEN pg_temp.u(k, 514) < 0.85 THEN 'sale' ELSE 'cancel' END
               WHEN 'open' THEN CASE WHEN pg_temp.u(k, 514) < 0.4 THEN 'draft'
                                     WHEN pg_temp.u(k, 514) < 0.95 THEN 'sent' ELSE 'cancel' END
               ELSE CASE WHEN pg_temp.u(k, 514) < 0.1 THEN 'draft'
                         WHEN pg_temp.u(k, 514) < 0.55 THEN 'sent' ELSE 'cancel' END
               END AS state,
               date_trunc('second', lead.created + (lead.quiet - lead.created)
                                                   * pg_temp.u(k, 515)) AS issued
      ) decided
"""

_LINES = """
    SELECT %(base)s + row_number() OVER (ORDER BY k, position) AS id, k, position, product_id,
           uom_id, product.name, price, quantity, quantity * price AS subtotal,
           round(price * cost_share, 2) AS cost,
           quantity * price - round(quantity * round(price * cost_share, 2), 2) AS margin
      FROM seed_order
      CROSS JOIN LATERAL generate_series(1, lines) position
      CROSS JOIN LATERAL (
        SELECT (1 + floor(20 * pg_temp.u(%(lines)s * k + position, 521)))::numeric AS quantity
      ) counted
      JOIN seed_product product
        ON product.n = 1 + floor(pg_temp.u(%(lines)s * k + position, 522)
                                 * (SELECT count(*) FROM seed_product))::int
"""

_AMOUNTS = "SELECT k, sum(subtotal) AS untaxed, sum(margin) AS margin FROM seed_line GROUP BY k"

_ORDER_SOURCE = """
    seed_order
    JOIN seed_amount USING (k)
    JOIN res_company company ON company.id = seed_order.company_id
    ORDER BY k
"""

_LINE_SOURCE = """
    seed_line
    JOIN seed_order USING (k)
    JOIN res_company company ON company.id = seed_order.company_id
    ORDER BY seed_line.id
"""

_INVOICE_STATUS = "CASE WHEN state = 'sale' THEN 'to invoice' ELSE 'no' END"


def _order_columns():
    return {
        "id": "seed_order.id",
        "name": "'H' || lpad(seed_order.id::text, 7, '0')",
        "state": "state",
        "company_id": "seed_order.company_id",
        "partner_id": "seed_order.partner_id",
        "partner_invoice_id": "seed_order.partner_id",
        "partner_shipping_id": "seed_order.partner_id",
        "user_id": "user_id",
        "team_id": "team_id",
        "opportunity_id": "opportunity_id",
        "currency_id": "company.currency_id",
        "currency_rate": "1",
        "amount_untaxed": "untaxed",
        "amount_tax": "0",
        "amount_total": "untaxed",
        "margin": "margin",
        "margin_percent": "margin / untaxed",
        "invoice_status": _INVOICE_STATUS,
        "locked": "FALSE",
        "require_signature": "TRUE",
        "require_payment": "FALSE",
        "date_order": "ordered",
        "validity_date": "(issued + interval '30 days')::date",
        "create_date": "issued",
        "write_date": "ordered",
        "create_uid": "coalesce(user_id, 2)",
        "write_uid": "coalesce(user_id, 2)",
    }


def _line_columns():
    sold = "CASE WHEN state = 'sale' THEN {} ELSE 0 END"
    return {
        "id": "seed_line.id",
        "order_id": "seed_order.id",
        "sequence": "10 * position",
        "name": "seed_line.name",
        "state": "state",
        "company_id": "seed_order.company_id",
        "currency_id": "company.currency_id",
        "order_partner_id": "seed_order.partner_id",
        "salesman_id": "user_id",
        "product_id": "product_id",
        "product_uom_id": "uom_id",
        "product_uom_qty": "quantity",
        "price_unit": "price",
        "technical_price_unit": "price",
        "discount": "0",
        "price_subtotal": "subtotal",
        "price_tax": "0",
        "price_total": "subtotal",
        "price_reduce_taxexcl": "price",
        "price_reduce_taxinc": "price",
        "purchase_price": "cost",
        "margin": "seed_line.margin",
        "margin_percent": "seed_line.margin / subtotal",
        "qty_delivered": "0",
        "qty_delivered_method": "'manual'",
        "qty_invoiced": "0",
        "qty_to_invoice": sold.format("quantity"),
        "untaxed_amount_invoiced": "0",
        "untaxed_amount_to_invoice": sold.format("subtotal"),
        "invoice_status": _INVOICE_STATUS,
        "customer_lead": "0",
        "is_downpayment": "FALSE",
        "is_expense": "FALSE",
        "create_date": "issued",
        "write_date": "ordered",
        "create_uid": "coalesce(user_id, 2)",
        "write_uid": "coalesce(user_id, 2)",
    }
