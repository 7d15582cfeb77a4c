"""Proofs on screen: the salesperson's form, the customer's page on a phone."""

from odoo.tests import HttpCase, tagged

from .proof_common import ProofCommon
from .test_link import LinkCase

# the page is no Odoo client: its script runs in the page as a person taps
APPROVE = """
(async () => {
    const wait = async (test, what) => {
        for (let i = 0; i < 100; i++) {
            if (test()) { return; }
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        throw new Error(what);
    };
    const picture = document.querySelector("img.picture");
    await wait(() => picture.complete && picture.naturalWidth, "no picture");
    const {scrollWidth, clientWidth} = document.documentElement;
    if (scrollWidth > clientWidth) { throw new Error("wider than the phone"); }
    if (picture.getBoundingClientRect().width < 330) {
        throw new Error("the picture is small");
    }
    for (const button of document.querySelectorAll("button.approve, summary")) {
        if (button.getBoundingClientRect().height < 48) {
            throw new Error(`${button.textContent} is too small for a thumb`);
        }
    }
    if (document.querySelector("button.refuse").checkVisibility()) {
        throw new Error("the comment is open before it is asked for");
    }
    await new Promise((resolve) => setTimeout(resolve, 2500));
    %s
})().catch((error) => console.error(error.message));
"""
# what the browser would send, sent without leaving the page: the test reads the answer
SEND = """
    document.querySelector("form").addEventListener("submit", async (event) => {
        event.preventDefault();
        const body = new URLSearchParams(new FormData(event.target, event.submitter));
        const answer = await fetch(event.target.action, {method: "POST", body});
        const page = await answer.text();
        if (!page.includes("Thank you")) { throw new Error(page); }
        console.log("test successful");
    });
"""
TAP_APPROVE = f"""
    {SEND}
    document.querySelector("button.approve").click();
"""
TAP_REFUSE = f"""
    {SEND}
    document.querySelector("summary").click();
    await wait(() => document.querySelector("button.refuse").checkVisibility(), "shut");
    document.querySelector("textarea").value = "Smaller, please";
    document.querySelector("button.refuse").click();
"""


@tagged("post_install", "-at_install")
class TestProofTours(ProofCommon, HttpCase):
    def test_salesperson(self):
        proof = self._proof(self._engraved(artwork_ids=[(5,)]))
        self.start_tour(
            f"/odoo/gift-proofs/{proof.id}", "gift_proof_send", login=self.seller.login
        )
        self.assertEqual(proof.state, "approved")
        self.assertEqual(proof.comment, "Perfect")
        self.assertEqual(len(self._mails(proof.order_id)), 1)


@tagged("post_install", "-at_install")
class TestProofPhone(LinkCase):
    browser_size = "390x844"
    touch_enabled = True

    def _tap(self, tap):
        """Load the page on a phone, look at it and tap."""
        ready = "document.readyState === 'complete'"
        self.browser_js(self.url, APPROVE % tap, ready, login=None, timeout=60)
        self.env.invalidate_all()

    def test_approve(self):
        self._tap(TAP_APPROVE)
        self.assertEqual(self.proof.state, "approved")
        self.assertTrue(self.link.date_seen, "the page's script said that it was seen")

    def test_refuse(self):
        self._tap(TAP_REFUSE)
        self.assertEqual(self.proof.state, "refused")
        self.assertEqual(self.proof.comment, "Smaller, please")
