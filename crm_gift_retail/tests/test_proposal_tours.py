"""A proposal as the salesperson makes it and as the customer chooses."""

import re
from pathlib import Path

from odoo.tests import HttpCase, tagged

from .proposal_common import ProposalCommon
from .test_proposal_page import ProposalPageCase


@tagged("post_install", "-at_install")
class TestProposalTours(ProposalCommon, HttpCase):
    def test_salesperson(self):
        self.start_tour(
            f"/odoo/gift-proposals/{self.proposal.id}",
            "gift_proposal",
            login=self.seller.login,
        )
        self.assertEqual(self.proposal.state, "sent")
        self.assertEqual(self.proposal.option_ids[0].why, "It goes with your blue.")
        self.assertEqual(len(self.proposal.option_ids), 3)


@tagged("post_install", "-at_install")
class TestProposalPhone(ProposalPageCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_customer(self):
        """The page stands without scripts of Odoo: walked by hand, in a browser."""
        code = """
            const wide = document.documentElement.scrollWidth;
            const card = [...document.querySelectorAll(".card")]
                .find((section) => section.textContent.includes("Vases"));
            if (document.querySelector("h1").textContent.includes("You have chosen")) {
                console.log("test successful");
            } else if (wide > window.innerWidth) {
                console.error(`wider than the phone: ${wide} of ${window.innerWidth}`);
            } else if (!card.querySelector(".price").textContent.includes("80.00")) {
                console.error("no price");
            } else if (card.querySelector("button").offsetHeight < 48) {
                console.error("button too small for a thumb");
            } else {
                document.querySelector("#comment").value = "In blue, please";
                console.log("test successful");
            }
        """
        self.browser_js(self.url, code, ready="document.readyState === 'complete'")
        response = self._post(answer=f"choose-{self.vases.id}", name="Ms Li")
        self.assertIn("You have chosen", response.text)

    def test_no_stylesheet_from_elsewhere(self):
        page = self.url_open(self.url).text
        self.assertFalse(re.findall(r'(?:src|href)="https?://', page))
        css = Path(__file__).parents[1] / "static/link/link.css"
        self.assertNotIn("@import", css.read_text())
