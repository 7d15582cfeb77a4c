"""Every public method and every route of ours, knocked at by those who may not."""

import inspect
import re

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import GiftRetailCommon

ADDON = "odoo.addons.crm_gift_retail."
ORM_NAMES = frozenset(
    "create write unlink read copy search default_get fields_get get_view get_views "
    "web_search_read web_read_group formatted_read_group onchange name_create".split()
)
#: (model, method) that an outsider may call: why that is no leak.
HARMLESS = {}
#: arguments that must make sense before rights are looked at
ARGUMENTS = {"res_model": "gift.customer", "domain": []}


def public_methods(registry):
    """Yield (model, method name) of what RPC can reach in our classes.

    :param registry: the registry of the test.
    """
    for model_name, model in sorted(registry.items()):
        if model._abstract and model._inherit_children:
            continue  # a mixin: met on the models that have it
        names = set()
        for cls in model.__mro__:
            if cls.__module__.startswith(ADDON):
                names.update(
                    name
                    for name, member in vars(cls).items()
                    if inspect.isfunction(member)
                    and not name.startswith("_")
                    and name not in ORM_NAMES
                    and not getattr(member, "_api_private", False)
                )
        # what Odoo has already keeps Odoo's rights
        names = {
            name
            for name in names
            if not any(
                name in vars(cls)
                for cls in model.__mro__
                if not cls.__module__.startswith(ADDON)
            )
        }
        for name in sorted(names):
            yield model_name, name


@tagged("post_install", "-at_install")
class TestPublicMethods(GiftRetailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._order(cls.firm, [(cls.product, 1, 100)])
        cls.outsiders = {
            "stranger": cls._make_login("door_stranger"),
            "portal": cls._make_login("door_portal", groups="base.group_portal"),
            "public": cls._make_login("door_public", groups="base.group_public"),
        }

    def _some_record(self, model_name):
        """A record to call the method on, as RPC would."""
        model = self.env[model_name]
        if model._abstract:
            return model
        record = model
        if not model._transient and model_name.startswith("gift."):
            record = model.with_context(active_test=False).search([], limit=1)
        if record:
            return record
        if model_name == "sale.order":
            return self.order
        if model_name == "stock.picking":
            return self.order.picking_ids
        if model_name == "crm.lead":
            return model.create({"name": "Lead", "partner_id": self.firm.id})
        return model.browse(1)

    def _arguments(self, method):
        """Something for every argument that has no default."""
        return [
            ARGUMENTS.get(parameter.name, "x")
            for parameter in list(inspect.signature(method).parameters.values())
            if parameter.default is parameter.empty
            and parameter.kind
            in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
        ]

    def test_outsiders_are_refused(self):
        """Internal users without a duty, portal and public get an access error."""
        self.env["gift.customer"]._ensure(self.firm, self.company)
        tested = 0
        for model_name, name in public_methods(self.env.registry):
            if (model_name, name) in HARMLESS:
                continue
            record = self._some_record(model_name)
            for role, user in self.outsiders.items():
                tested += 1
                with self.subTest(method=f"{model_name}.{name}", role=role):
                    method = getattr(record.with_user(user), name)
                    with self.assertRaises(AccessError):
                        method(*self._arguments(method))
                        self.env.flush_all()
        self.assertGreater(tested, 60, "the list of methods is not empty")

    def test_harmless_is_no_stale_list(self):
        methods = set(public_methods(self.env.registry))
        self.assertLessEqual(set(HARMLESS), methods)


@tagged("post_install", "-at_install")
class TestRoutes(HttpCase):
    #: path -> (status for public without login, for portal, for a clerk)
    ROUTES = {
        "/gift/artwork/<int:artwork_id>": (303, 404, 404),
        # POST only: who looks by GET finds nothing
        "/gift/artwork/upload": (405, 405, 405),
        "/gift/call": (303, 403, 303),
        "/gift/export/<int:export_id>": (303, 403, 403),
        "/gift/health": (403, 403, 403),
        "/gift/import/<int:import_id>/refused.xlsx": (303, 404, 404),
        # the token is the right: a wrong one opens nothing, whoever comes
        "/gift/l/<string:token>": (404, 404, 404),
        "/gift/l/<string:token>/picture/<string:key>": (404, 404, 404),
        "/gift/l/<string:token>/seen": (405, 405, 405),
    }

    def _our_rules(self):
        routing = self.env["ir.http"].routing_map()
        return {
            rule.rule
            for rule in routing.iter_rules()
            if rule.endpoint.func.__module__.startswith(ADDON)
        }

    def test_table_is_complete(self):
        self.assertEqual(self._our_rules(), set(self.ROUTES))

    def _status(self, path):
        url = re.sub(r"<int:[^>]*>", "1", path)
        url = re.sub(r"<string:[^>]*>", "x", url)
        return self.url_open(url, allow_redirects=False).status_code

    def test_who_gets_in(self):
        clerk = "crm_gift_retail.crm_gift_retail_group_clerk"
        new_test_user(self.env, "route_portal", groups="base.group_portal")
        new_test_user(self.env, "route_clerk", groups=clerk)
        for path, (public, portal, clerk_status) in self.ROUTES.items():
            with self.subTest(path, user="public"):
                self.authenticate(None, None)
                self.assertEqual(self._status(path), public)
            for login, status in (
                ("route_portal", portal),
                ("route_clerk", clerk_status),
            ):
                with self.subTest(path, user=login):
                    self.authenticate(login, login)
                    self.assertEqual(self._status(path), status)
