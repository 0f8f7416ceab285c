"""What is asked once for a transaction: the companies, and what the planner is told."""

from odoo.tests import TransactionCase, tagged

from ..tools.planner import allow_large_sets, expect_short_queries


@tagged("standard", "post_install", "-at_install")
class TestTransaction(TransactionCase):
    def _count_queries(self, call):
        before = self.cr.sql_log_count
        call()
        return self.cr.sql_log_count - before

    def test_companies_are_read_once(self):
        companies = self.env["res.company"]
        companies._get_every()
        self.assertEqual(self._count_queries(companies._get_every), 0)

    def test_companies_that_come_and_go(self):
        companies = self.env["res.company"]
        before = companies._get_every()
        new = companies.create({"name": "New"})
        self.assertEqual(companies._get_every(), before | new)
        new.active = False
        self.assertEqual(companies._get_every(), before)
        self.assertIn(new, companies.with_context(active_test=False)._get_every())
        new.active = True
        self.assertIn(new, companies._get_every())
        new.unlink()
        self.assertEqual(companies._get_every(), before)

    def test_companies_after_a_failure(self):
        companies = self.env["res.company"]
        before = companies._get_every()
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self.assertEqual(len(companies.create({"name": "New"})._get_every()), len(before) + 1)
            raise ZeroDivisionError
        self.assertEqual(companies._get_every(), before)

    def test_companies_after_a_trial(self):
        """The trial of an import is rolled back by a savepoint that flushes nothing."""
        companies = self.env["res.company"]
        before = companies._get_every()
        savepoint = self.env.cr.savepoint(flush=False)
        self.assertEqual(len(companies.create({"name": "New"})._get_every()), len(before) + 1)
        self.env.flush_all()
        savepoint.close(rollback=True)
        self.env.invalidate_all(flush=False)
        self.assertEqual(companies._get_every(), before)

    def _get_setting(self, name):
        self.cr.execute("SELECT current_setting(%s)", [name])
        return self.cr.fetchone()[0]

    def test_planner_is_told_once(self):
        self.cr.precommit.data.clear()
        self.assertEqual(self._count_queries(lambda: allow_large_sets(self.env)), 1)
        self.assertEqual(self._count_queries(lambda: allow_large_sets(self.env)), 0)
        self.assertEqual(self._count_queries(lambda: expect_short_queries(self.env)), 1)
        for hint in (allow_large_sets, expect_short_queries):
            self.assertEqual(self._count_queries(lambda hint=hint: hint(self.env)), 0)
        self.assertEqual(self._get_setting("max_parallel_workers_per_gather"), "0")
        self.assertEqual(self._get_setting("work_mem"), "128MB")

    def test_planner_is_told_again_after_a_failure(self):
        """The rollback restores the settings."""
        self.cr.execute("SET LOCAL work_mem = '4MB'")
        self.cr.precommit.data.clear()
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            allow_large_sets(self.env)
            raise ZeroDivisionError
        self.assertEqual(self._get_setting("work_mem"), "4MB")
        allow_large_sets(self.env)
        self.assertEqual(self._get_setting("work_mem"), "128MB")
