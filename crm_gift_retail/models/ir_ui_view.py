import re

from odoo import models
from odoo.tools.view_validation import get_expression_field_names

MODIFIERS = ("column_invisible", "invisible", "readonly", "required", "domain")
# attributes of view roots that name a field and would make the client fetch it
ROOT_FIELD_ATTRS = ("default_order", "default_group_by", "sum", "avg")


class IrUiView(models.Model):
    _inherit = "ir.ui.view"

    def _postprocess_access_rights(self, tree):
        """Take guarded profit fields out of the view of users who cannot read them.

        Views are cached for all users and cut to the user's groups here. Odoo
        knows the ``groups`` of a field, not an override of
        ``_has_field_access``: without this the client would meet a field that
        ``fields_get`` does not describe, and stop.
        """
        if not self.env.su and self.env.user._is_gift_profit_hidden():
            # super() pops the attribute that tells the model of each (sub)view
            roots = [
                (root, self.env[root.get("model_access_rights")])
                for root in tree.xpath("//*[@model_access_rights]")
                if root.tag != "field"
            ]
            for root, model in roots:
                if names := getattr(model, "_gift_profit_fields", None):
                    self._remove_gift_profit_nodes(root, names)
        return super()._postprocess_access_rights(tree)

    def _remove_gift_profit_nodes(self, root, names):
        """Remove every node of one (sub)view that shows or needs the named fields.

        :param root: etree element, root of a view of one model; nested views
            of other models are left alone.
        :param names: set of field names of that model.
        """
        for attr in ROOT_FIELD_ATTRS:
            if names.intersection(re.findall(r"\w+", root.get(attr) or "")):
                del root.attrib[attr]
        doomed = []
        stack = list(root)
        while stack:
            node = stack.pop()
            if not isinstance(node.tag, str):
                continue  # comment
            if self._uses_gift_profit(node, names):
                doomed.append(node)
            elif node.tag == "field" and len(node):
                continue  # views inside are roots of their own model
            else:
                stack.extend(node)
        for node in doomed:
            self._remove_gift_profit_node(node)

    def _uses_gift_profit(self, node, names):
        """Tell whether the node shows one of the fields or evaluates it."""
        if node.tag == "field" and node.get("name") in names:
            return True
        if node.tag == "label" and node.get("for") in names:
            return True
        if node.tag == "filter":
            words = re.findall(
                r"\w+", f"{node.get('domain') or ''} {node.get('context') or ''}"
            )
            return bool(names.intersection(words))
        for attr, expr in node.items():
            if attr in MODIFIERS or attr.startswith("decoration-"):
                used = get_expression_field_names(expr)
            elif attr.startswith("t-"):  # kanban: record.margin.raw_value
                used = re.findall(r"\brecord\.(\w+)", expr)
            else:
                continue
            if names.intersection(used):
                return True
        return False

    def _remove_gift_profit_node(self, node):
        """Remove the node, and wrappers that keep nothing but punctuation."""
        parent = node.getparent()
        if parent is None:
            return  # went away with a wrapper
        if node.tail and node.tail.strip():
            previous = node.getprevious()
            if previous is not None:
                previous.tail = (previous.tail or "") + node.tail
            else:
                parent.text = (parent.text or "") + node.tail
        parent.remove(node)
        if (
            parent.tag in ("span", "div", "group")
            and not len(parent)
            and not re.search(r"\w", "".join(parent.itertext()))
        ):
            self._remove_gift_profit_node(parent)
