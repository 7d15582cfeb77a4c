"""The kernel of tracking files: examples, and fuzzed where hypothesis is installed."""

from datetime import date, datetime
from unittest import SkipTest

from odoo.tests import BaseCase, tagged

from ..tools import festival as festivals
from ..tools import tracking_judge, tracking_sheet
from ..tools.import_errors import ImportRefusal
from ..tools.import_reader import open_table
from ..tools.tracking_judge import Known, Parcel, judge, signed_moment
from ..tools.tracking_number import (
    NumberProblem,
    clean_number,
    join_numbers,
    split_numbers,
)
from ..tools.tracking_sheet import TrackingRow, same_person

try:
    from hypothesis import given, settings
    from hypothesis import strategies as st
except ImportError:  # pragma: no cover - the fuzzing is extra, the examples are not
    given = None

TODAY = date(2026, 9, 20)
BY_REFERENCE = frozenset({"reference", "number"})


def known(parcels=(), order=(), elsewhere=()):
    """What a small warehouse knows, consistent in itself."""
    by_number = {}
    for parcel in parcels:
        for number in parcel.numbers:
            by_number.setdefault(number, parcel.id)
    return Known(
        {parcel.id: parcel for parcel in parcels},
        {parcel.name: (parcel.id,) for parcel in parcels},
        by_number,
        tuple(order),
        frozenset(elsewhere),
        TODAY,
    )


def row(line, reference="", *numbers, signed=None, name=""):
    return TrackingRow(line, reference, numbers, signed, name)


def verdicts(rows, fields=BY_REFERENCE, **facts):
    return [(v.outcome, v.code) for v in judge(rows, fields, known(**facts))]


@tagged("post_install", "-at_install")
class TestTrackingNumber(BaseCase):
    def test_writings(self):
        for text, number in (
            (" sf 1234-5678 9012 ", "SF123456789012"),
            ("ＳＦ１２３４５６７８", "SF12345678"),
            (75301234567890, "75301234567890"),
            (75301234567890.0, "75301234567890"),
            (None, ""),
            ("", ""),
        ):
            self.assertEqual(clean_number(text), number)

    def test_problems(self):
        for value, code in (
            ("7.53012E+13", "number_rounded"),
            (7530123456789012, "number_rounded"),
            ("=A1", "number_formula"),
            ("揽收失败", "number_invalid"),
            ("SF12", "number_invalid"),
            ("ABCDEFGH", "number_invalid"),
            ("1" * 31, "number_invalid"),
            ("<script>1234567", "number_invalid"),
        ):
            with self.subTest(value), self.assertRaises(NumberProblem) as caught:
                clean_number(value)
            self.assertEqual(caught.exception.code, code)

    def test_several(self):
        numbers = split_numbers("SF1234567，SF1234568; sf1234567")
        self.assertEqual(numbers, ["SF1234567", "SF1234568"])
        self.assertEqual(join_numbers(numbers), "SF1234567, SF1234568")


@tagged("post_install", "-at_install")
class TestTrackingSheet(BaseCase):
    def _read(self, text, encoding="utf-8"):
        with open_table(text.encode(encoding)) as table:
            return tracking_sheet.read_sheet(table)

    def test_chinese_headings_in_gb18030(self):
        sheet = self._read(
            "顺丰月结账单,,\n客户订单号,运单号,签收时间\n"
            "WH/OUT/1,SF1234567,2026-09-18 15:30\n,,\nWH/OUT/2,,\n",
            "gb18030",
        )
        self.assertEqual(sheet.fields, {"reference", "number", "signed"})
        self.assertEqual(sheet.rows[0].signed, datetime(2026, 9, 18, 15, 30))
        self.assertEqual(sheet.rows[1].problem, ("number_missing", ""))
        self.assertEqual(len(sheet.rows), 2)

    def test_numbers_alone_without_heading(self):
        sheet = self._read("SF1234567\nSF1234568\n")
        self.assertEqual(
            [r.numbers for r in sheet.rows], [("SF1234567",), ("SF1234568",)]
        )
        self.assertEqual([r.line for r in sheet.rows], [1, 2])

    def test_no_column(self):
        with self.assertRaises(ImportRefusal) as caught:
            self._read("甲,乙\n1,2\n")
        self.assertEqual(caught.exception.code, "tracking_no_column")
        self.assertEqual(caught.exception.value, "甲 · 乙")

    def test_masked_names(self):
        for written in ("", "王*明", "王**", "王小明", "王", "王小明（前台）"):
            self.assertEqual(same_person(written, ["王小明"]), written != "王", written)
        self.assertFalse(same_person("李*", ["王小明", None]))
        self.assertTrue(same_person("(.*", ["(.明"]), "never a pattern of the file's")


@tagged("post_install", "-at_install")
class TestTrackingJudge(BaseCase):
    open_one = Parcel(1, "OUT/1", "open", people=("王小明",))
    open_two = Parcel(2, "OUT/2", "open")

    def test_by_reference(self):
        rows = [row(2, "OUT/2", "N2222222"), row(3, "OUT/1", "N1111111")]
        found = judge(rows, BY_REFERENCE, known([self.open_one, self.open_two]))
        self.assertEqual([v.parcel for v in found], [2, 1])
        self.assertEqual({v.outcome for v in found}, {"number"})

    def test_refusals(self):
        done = Parcel(3, "OUT/3", "done", ("N3333333",), date(2026, 9, 15))
        parcels = [
            self.open_one,
            done,
            Parcel(4, "OUT/4", "cancel"),
            Parcel(5, "OUT/5", "draft"),
            Parcel(6, "INT/6", "open", is_outgoing=False),
        ]
        for expected, given_row in (
            ("unknown", row(1, "OUT/9", "N9999999")),
            ("elsewhere", row(1, "B/OUT/1", "N9999999")),
            ("cancelled", row(1, "OUT/4", "N9999999")),
            ("draft", row(1, "OUT/5", "N9999999")),
            ("not_outgoing", row(1, "INT/6", "N9999999")),
            ("has_other", row(1, "OUT/3", "N9999999")),
            ("number_taken", row(1, "OUT/1", "N3333333")),
            ("no_reference", row(1, "", "N9999999")),
            ("other_person", row(1, "OUT/1", "N9999999", name="李四")),
            ("not_shipped", row(1, "OUT/1", "N9999999", signed=datetime(2026, 9, 18))),
            ("signed_early", row(1, "OUT/3", "N3333333", signed=datetime(2026, 9, 14))),
            (
                "signed_future",
                row(1, "OUT/3", "N3333333", signed=datetime(2026, 9, 21)),
            ),
        ):
            with self.subTest(expected):
                found = verdicts([given_row], parcels=parcels, elsewhere=["B/OUT/1"])
                self.assertEqual(found, [("refused", expected)])

    def test_double_numbers(self):
        rows = [row(1, "OUT/1", "N1111111"), row(2, "OUT/2", "N1111111")]
        found = verdicts(rows, parcels=[self.open_one, self.open_two])
        self.assertEqual(found, [("refused", "number_shared")] * 2)
        rows = [row(1, "OUT/1", "N1111111"), row(2, "OUT/1", "N1111111")]
        found = verdicts(rows, parcels=[self.open_one])
        self.assertEqual(found, [("number", ""), ("refused", "equal_line")])

    def test_several_parcels_of_one_transfer(self):
        rows = [row(1, "OUT/1", "N1111111"), row(2, "OUT/1", "N2222222")]
        self.assertEqual(verdicts(rows, parcels=[self.open_one]), [("number", "")] * 2)

    def test_one_transfer_all_or_nothing(self):
        taken = Parcel(2, "OUT/2", "open", ("N2222222",))
        rows = [row(1, "OUT/1", "N1111111"), row(2, "OUT/1", "N2222222")]
        found = verdicts(rows, parcels=[self.open_one, taken])
        self.assertEqual(found, [("refused", "with_line"), ("refused", "number_taken")])

    def test_signed_when_all_parcels_are(self):
        sent = Parcel(1, "OUT/1", "done", ("N1111111", "N2222222"), date(2026, 9, 15))
        fields = {"number", "signed"}
        first = row(1, "", "N1111111", signed=datetime(2026, 9, 17, 9))
        found = verdicts([first, row(2, "", "N2222222")], fields, parcels=[sent])
        self.assertEqual(found, [("same", "partly_signed"), ("same", "")])
        second = row(2, "", "N2222222", signed=datetime(2026, 9, 18, 9))
        found = judge([first, second], fields, known([sent]))
        self.assertEqual([v.outcome for v in found], ["signed", "signed"])
        self.assertEqual(signed_moment(found, 1), datetime(2026, 9, 18, 9))

    def test_order_of_the_sheet(self):
        rows = [row(1, "", "N1111111"), row(2, "", "N2222222")]
        parcels = [self.open_one, self.open_two]
        found = judge(rows, {"number"}, known(parcels, order=[2, 1]))
        self.assertEqual([v.parcel for v in found], [2, 1])
        found = verdicts(rows, {"number"}, parcels=parcels, order=[2])
        self.assertEqual(found, [("refused", "count_differs")] * 2)
        found = verdicts(rows[:1], {"number"}, parcels=parcels, order=[])
        self.assertEqual(found, [("refused", "count_differs")])

    def test_a_number_known_elsewhere_does_not_move(self):
        """A used number in the middle of a sheet's answer is no new parcel's."""
        used = Parcel(3, "OUT/3", "done", ("N3333333",))
        rows = [row(1, "", "N3333333"), row(2, "", "N2222222")]
        found = judge(
            rows, {"number"}, known([self.open_one, self.open_two, used], [1, 2])
        )
        self.assertEqual([v.outcome for v in found], ["refused", "number"])
        self.assertEqual(found[0].code, "number_taken")

    def test_fuzz(self):
        """Whatever comes: one verdict a row, no number twice, nothing again."""
        if given is None:
            raise SkipTest("hypothesis is not installed")
        names = st.sampled_from(["OUT/1", "OUT/2", "OUT/3", "B/OUT/1", ""])
        numbers = st.lists(
            st.sampled_from([f"N{n}00000{n}" for n in range(5)]),
            max_size=2,
            unique=True,
        )
        moments = st.sampled_from([None, datetime(2026, 9, 18), datetime(2027, 1, 1)])
        states = st.sampled_from(["open", "done", "cancel", "draft"])

        @settings(max_examples=400, deadline=None)
        @given(
            st.lists(st.tuples(names, numbers, moments), max_size=6),
            st.lists(states, min_size=3, max_size=3),
            st.sampled_from([{"number"}, BY_REFERENCE, {*BY_REFERENCE, "signed"}]),
            st.lists(st.sampled_from([1, 2, 3]), unique=True, max_size=3),
        )
        def check(cells, states, fields, order):
            rows = [
                TrackingRow(
                    line,
                    reference if "reference" in fields else "",
                    tuple(held),
                    moment if "signed" in fields else None,
                    problem=() if held else ("number_missing", ""),
                )
                for line, (reference, held, moment) in enumerate(cells, 2)
            ]
            parcels = [
                Parcel(i, f"OUT/{i}", state, shipped=date(2026, 9, 15))
                for i, state in enumerate(states, 1)
            ]
            found = judge(rows, fields, known(parcels, order, ["B/OUT/1"]))
            self.assertEqual([v.row for v in found], rows)
            after = self._apply(parcels, found)
            given_out = [n for p in after for n in p.numbers]
            self.assertEqual(len(given_out), len(set(given_out)), "each number once")
            for parcel in after:
                if parcel.numbers:
                    self.assertIn(parcel.state, ("open", "done"))
            again = judge(rows, fields, known(after, order, ["B/OUT/1"]))
            self.assertEqual(self._apply(after, again), after, "twice changes nothing")

        check()

    def _apply(self, parcels, found):
        """Write verdicts as the model does."""
        after = []
        for parcel in parcels:
            mine = [v for v in found if v.parcel == parcel.id]
            numbers = [
                n
                for v in mine
                if v.outcome in ("number", "both")
                for n in v.row.numbers
            ]
            if numbers:
                parcel = parcel._replace(numbers=tuple(dict.fromkeys(numbers)))
            if moment := tracking_judge.signed_moment(found, parcel.id):
                parcel = parcel._replace(signed=moment.date())
            after.append(parcel)
        return after


@tagged("post_install", "-at_install")
class TestFestival(BaseCase):
    def test_days_of_the_trade(self):
        for key, year, day in (
            ("spring", 2025, date(2025, 1, 29)),
            ("spring", 2026, date(2026, 2, 17)),
            ("spring", 2027, date(2027, 2, 6)),
            ("midautumn", 2026, date(2026, 9, 25)),
            ("dragonboat", 2026, date(2026, 6, 19)),
            ("mother", 2026, date(2026, 5, 10)),
            ("teachers", 2026, date(2026, 9, 10)),
        ):
            self.assertEqual(festivals.festival(key, year).day, day, key)

    def test_every_festival_of_every_year(self):
        for year in (festivals.FIRST_YEAR, 2033, festivals.LAST_YEAR):
            for key in festivals.FESTIVALS:
                self.assertEqual(festivals.festival(key, year).day.year, year, key)
        for bad in (("spring", 2150), ("nothing", 2026)):
            with self.assertRaises(ValueError):
                festivals.festival(*bad)

    def test_between(self):
        found = festivals.festivals_between(date(2026, 9, 1), date(2026, 9, 30))
        self.assertEqual([each.key for each in found], ["teachers", "midautumn"])
