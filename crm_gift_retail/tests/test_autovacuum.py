"""What Odoo's daily clean-up calls, it can run: on every model it finds it on."""

import inspect
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from odoo.addons.base.models import ir_autovacuum

OURS = "odoo.addons.crm_gift_retail."
VACUUM_LOGGER = "odoo.addons.base.models.ir_autovacuum"
is_autovacuum = ir_autovacuum.is_autovacuum


def _is_ours(func):
    return is_autovacuum(func) and func.__module__.startswith(OURS)


@tagged("post_install", "-at_install")
class TestAutovacuum(TransactionCase):
    def _found(self):
        """Return ``{(model, method)}`` of ours, as Odoo looks for them."""
        return {
            (model._name, name)
            for model in self.env.values()
            for name, _func in inspect.getmembers(type(model), _is_ours)
        }

    def test_every_method_runs_without_an_error(self):
        """Odoo only logs what fails, rolls back and goes on."""
        job = self.env.ref("base.autovacuum_job")
        with (
            patch.object(ir_autovacuum, "is_autovacuum", _is_ours),
            self.assertLogs(VACUUM_LOGGER, "DEBUG") as logs,
            self.enter_registry_test_mode(),
        ):
            job.method_direct_trigger()
        failed = [r.getMessage() for r in logs.records if r.levelname == "ERROR"]
        self.assertFalse(failed)
        called = {
            (record.args[0]._name, record.args[1])
            for record in logs.records
            if record.msg.startswith("Calling")
        }
        self.assertEqual(called, self._found())
        self.assertIn(("gift.platform.message", "_gc_words"), called)

    def test_no_method_is_found_on_a_model_without_records(self):
        """A mixin that brings such a method makes Odoo call it on the mixin too."""
        for model, method in self._found():
            with self.subTest(model=model, method=method):
                self.assertFalse(self.env[model]._abstract)
