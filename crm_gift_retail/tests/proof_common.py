"""Base of the tests of proofs: an order with a wish that needs one."""

import re

from .requirement_common import RequirementCommon
from .test_artwork_file import picture


class ProofCommon(RequirementCommon):
    """The firm's logo is to be engraved; the buyer has mail and phone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firm.write({"email": "buyer@firm.example", "phone": "+8613800138000"})
        cls.logo = cls.env["gift.artwork"]._gift_keep(
            "logo.png", picture(size=(600, 400), color="navy"), partner=cls.firm
        )
        cls.photo = cls.env["gift.artwork"]._gift_keep(
            "photo.jpg", picture("JPEG", (900, 600), color="gold"), partner=cls.firm
        )
        # the outbox in tests: whatever the database says, it is held
        cls.env["ir.config_parameter"].set_param(
            "crm_gift_retail.outbox_released", False
        )

    @classmethod
    def _engraved(cls, order=None, **content):
        """Return a wish with the logo; on a fresh quotation unless given."""
        content = {
            "engraving_kind": "engraving",
            "engraving_text": "To Mother 妈妈",
            "artwork_ids": [(6, 0, cls.logo.ids)],
            **content,
        }
        return cls._wish(order or cls._quotation(), **content)

    @classmethod
    def _proof(cls, wish=None, **values):
        """Return a proof in preparation, made by the salesperson."""
        wish = wish or cls._engraved()
        proofs = cls.env["gift.proof"].with_user(cls.seller)
        return proofs.create({"requirement_id": wish.id, **values}).with_env(cls.env)

    @classmethod
    def _sent(cls, wish=None, **values):
        """Return a proof that was sent by mail."""
        proof = cls._proof(wish, **values)
        proof.with_user(cls.seller).action_send_mail()
        return proof

    def _answer(self, proof, answer="approve", **post):
        """Answer by a link, as the controller does."""
        link, __ = proof._gift_make_link("proof", proof.partner_id)
        post = {"answer": answer, "name": "Ms Li", **post}
        public = self.env.ref("base.public_user")
        link = link.with_user(public).sudo()
        return link._gift_take_answer(post, "203.0.113.7")

    def _mails(self, order):
        return self.env["mail.mail"].search(
            [
                ("gift_is_outbox", "=", True),
                ("model", "=", "sale.order"),
                ("res_id", "=", order.id),
            ],
            order="id",
        )

    @staticmethod
    def _token(text):
        """Return the token of the link in a text."""
        return re.search(r"/gift/l/([\w-]{43})", str(text))[1]
