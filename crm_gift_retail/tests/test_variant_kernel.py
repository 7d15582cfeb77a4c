"""The kernel of the matrix: examples, and fuzzed where hypothesis is installed."""

from odoo.tests import BaseCase, tagged

from ..tools.variant_matrix import SUMS, Variant, add_up, arrange, default_pair
from .fuzz import HealthCheck, fuzzed, given, settings, st

COLOUR, SIZE, CLOTH = 1, 2, 3
RANK = {11: (0, 11), 12: (1, 12), 21: (0, 21), 22: (1, 22), 31: (0, 31), 32: (1, 32)}


@tagged("post_install", "-at_install")
class TestVariantKernel(BaseCase):
    def test_default_pair_takes_what_varies_first(self):
        self.assertEqual(default_pair([]), (None, None))
        self.assertEqual(default_pair([(SIZE, 3)]), (SIZE, None))
        self.assertEqual(
            default_pair([(CLOTH, 1), (SIZE, 3), (COLOUR, 2)]), (SIZE, COLOUR)
        )
        self.assertEqual(default_pair([(CLOTH, 1), (SIZE, 3)]), (SIZE, CLOTH))

    def test_order_of_values_and_those_without_last(self):
        matrix = arrange(
            [
                Variant(1, {COLOUR: 12, SIZE: 21}),
                Variant(2, {COLOUR: 11, SIZE: 22}),
                Variant(3, {COLOUR: 11}),
                Variant(4, {}),
            ],
            COLOUR,
            SIZE,
            RANK,
        )
        self.assertEqual([row[0] for row in matrix.rows], [11, 12, None])
        self.assertEqual(matrix.columns, [21, 22, None])
        self.assertEqual(matrix.cells[(11, ()), 22], [2])
        self.assertEqual(matrix.cells[(None, ()), None], [4])

    def test_third_attribute_splits_or_sums(self):
        variants = [
            Variant(1, {COLOUR: 11, SIZE: 21, CLOTH: 31}),
            Variant(2, {COLOUR: 11, SIZE: 21, CLOTH: 32}),
        ]
        split = arrange(variants, COLOUR, SIZE, RANK)
        self.assertEqual(split.rows, [(11, (31,)), (11, (32,))])
        summed = arrange(variants, COLOUR, SIZE, RANK, split=False)
        self.assertEqual(summed.cells, {((11, ()), 21): [1, 2]})

    def test_same_attribute_twice_is_one(self):
        matrix = arrange([Variant(1, {COLOUR: 11})], COLOUR, COLOUR, RANK)
        self.assertEqual((matrix.rows, matrix.columns), ([(11, ())], [None]))

    def test_sums_and_what_follows(self):
        part = dict.fromkeys(SUMS, 9.0) | {"age_weight": 90.0}
        total = add_up([part, part | {"sold_90": 0.0}])
        self.assertEqual(total["on_hand"], 18)
        self.assertEqual(total["cover"], 180)  # 18 free, 9 sold in 90 days
        self.assertEqual(total["age"], 10)
        self.assertIsNone(add_up([part | {"sold_90": 0.0}])["cover"])
        self.assertIsNone(add_up([part | {"free": None}])["cover"])
        self.assertEqual(add_up([part | {"free": -3.0}])["cover"], 0)
        self.assertIsNone(add_up([{}])["on_hand"])

    @fuzzed
    def test_fuzz_no_variant_is_lost_or_twice(self):
        values = st.dictionaries(st.integers(1, 4), st.integers(1, 5), max_size=4)

        @settings(
            max_examples=200, deadline=None, suppress_health_check=list(HealthCheck)
        )
        @given(
            st.lists(values, max_size=30),
            st.none() | st.integers(1, 4),
            st.none() | st.integers(1, 4),
            st.booleans(),
        )
        def check(rows, row, column, split):
            variants = [Variant(n, own) for n, own in enumerate(rows)]
            matrix = arrange(variants, row, column, RANK, split)
            found = sorted(v for ids in matrix.cells.values() for v in ids)
            self.assertEqual(found, [variant.id for variant in variants])
            self.assertEqual(len(set(matrix.rows)), len(matrix.rows))
            self.assertEqual(len(set(matrix.columns)), len(matrix.columns))
            for r, c in matrix.cells:
                self.assertIn(r, matrix.rows)
                self.assertIn(c, matrix.columns)

        check()
