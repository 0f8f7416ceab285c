"""Indexes of whole columns that smaller ones replace: Odoo drops no index of a field."""


def migrate(cr, version):
    cr.execute(
        """DROP INDEX IF EXISTS sale_order__quotation_outcome_index,
                                sale_order__order_progress_index"""
    )
