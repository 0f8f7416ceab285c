import doctest

from odoo.tests import BaseCase, tagged

from ..tools import goods
from ..tools.goods import Move, share_out


@tagged("standard", "at_install")
class TestShareOut(BaseCase):
    def test_examples(self):
        self.assertEqual(doctest.testmod(goods).failed, 0)

    def test_nothing_is_drawn_twice(self):
        """Five received for two moves of four and six: five are from stock."""
        parts = share_out([Move(2, True, 4, (1,)), Move(3, True, 6, (1,))], [Move(1, True, 5)])
        self.assertAlmostEqual(parts[2][1] * 4 + parts[3][1] * 6, 5)

    def test_fewest_origins_first(self):
        """A move with a single origin takes from it first."""
        parts = share_out(
            [Move(3, True, 9, (1, 2)), Move(4, True, 4, (1,))],
            [Move(1, True, 10), Move(2, True, 3)],
        )
        self.assertAlmostEqual(parts[4][1], 1)
        self.assertAlmostEqual(sum(parts[3].values()), 1)

    def test_done_never_draws_on_planned(self):
        parts = share_out([Move(2, True, 4, (1,))], [Move(1, False, 4)])
        self.assertEqual(parts, {2: {}})
