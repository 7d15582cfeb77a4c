"""Base of the tests of the matrix: a scarf in colours and sizes, two warehouses."""

from odoo import Command

from .common import GiftRetailCommon


class VariantCommon(GiftRetailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colour, cls.red, cls.blue = cls._attribute("Colour", "Red", "Blue")
        cls.size, cls.small, cls.large = cls._attribute("Size", "S", "L")
        cls.cloth, cls.wool, cls.silk = cls._attribute("Cloth", "Wool", "Silk")
        cls.scarf = cls._template("Scarf", cls.colour, cls.size)
        cls.house = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.house_b = cls.env["stock.warehouse"].create(
            {"name": "Panyu", "code": "PY", "company_id": cls.company.id}
        )
        cls.red_small = cls._variant(cls.scarf, cls.red, cls.small)
        cls.red_large = cls._variant(cls.scarf, cls.red, cls.large)
        cls.blue_small = cls._variant(cls.scarf, cls.blue, cls.small)
        cls._stock(cls.red_small, cls.house, 10)
        cls._stock(cls.red_small, cls.house_b, 4)
        cls._stock(cls.red_large, cls.house, 3)
        cls.report = cls.env["gift.variant.report"]

    @classmethod
    def _attribute(cls, name, *values):
        attribute = cls.env["product.attribute"].create(
            {
                "name": name,
                "value_ids": [
                    Command.create({"name": value, "sequence": number})
                    for number, value in enumerate(values)
                ],
            }
        )
        return attribute, *attribute.value_ids

    @classmethod
    def _template(cls, name, *attributes, **values):
        return cls.env["product.template"].create(
            {
                "name": name,
                "is_storable": True,
                "attribute_line_ids": [
                    Command.create(
                        {
                            "attribute_id": attribute.id,
                            "value_ids": [Command.set(attribute.value_ids.ids)],
                        }
                    )
                    for attribute in attributes
                ],
                **values,
            }
        )

    @classmethod
    def _variant(cls, template, *values):
        return template.product_variant_ids.filtered(
            lambda v: (
                v.product_template_attribute_value_ids.product_attribute_value_id
                == v.env["product.attribute.value"].union(*values)
            )
        )

    @classmethod
    def _stock(cls, product, house, quantity):
        cls.env["stock.quant"]._update_available_quantity(
            product, house.lot_stock_id, quantity
        )

    def _matrix(self, template=None, role="sales", **options):
        report = self.report.with_user(self.users[role])
        return report.get_matrix((template or self.scarf).id, **options)

    def _cells(self, matrix, figure):
        """Return ``{(row, further, column): figure}`` of a matrix."""
        return {
            (row["name"], row["others"], column): cell["figures"][figure]
            for row in matrix["rows"]
            for column, cell in zip(matrix["columns"], row["cells"], strict=True)
            if cell["ids"]
        }
