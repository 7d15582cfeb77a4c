"""Base of the couriers' tests: a Guangzhou house with parcels to send."""

import base64
import io

import openpyxl

from odoo import Command
from odoo.tests import new_test_user

from .common import GiftRetailCommon


class CourierCommon(GiftRetailCommon):
    """Two recipients in different provinces; nothing relies on demo data."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.china = cls.env.ref("base.cn")
        cls.company.write({"country_id": cls.china.id})
        cls.company.partner_id.write(
            {
                "tz": "Asia/Shanghai",
                "phone": "020-38881234",
                "street": "天河路 1 号",
                "city": "广州市",
                "state_id": cls.env.ref("base.state_cn_GD").id,
            }
        )
        cls.today = cls.company._gift_today()
        cls.courier = cls.env.ref("crm_gift_retail.gift_courier_sf")
        cls.near = cls._recipient("王小明", "GD", "深圳市")
        cls.far = cls._recipient("古丽", "XJ", "乌鲁木齐市")
        quants = cls.env["stock.quant"].with_context(inventory_mode=True)
        stock = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        quants._update_available_quantity(cls.product, stock.lot_stock_id, 10_000)

    @classmethod
    def _recipient(cls, name, state, city, **values):
        return cls._make_partner(
            name,
            country_id=cls.china.id,
            state_id=cls.env.ref(f"base.state_cn_{state}").id,
            city=city,
            street="人民路 8 号",
            phone="13800138000",
            **values,
        )

    @classmethod
    def _parcel(cls, partner=None, **values):
        """Return the transfer of a confirmed order."""
        order = cls._order(partner or cls.near, [(cls.product, 2, 100)], **values)
        return order.picking_ids

    @classmethod
    def _parcels(cls, count, partner=None):
        return cls.env["stock.picking"].union(
            *(cls._parcel(partner) for _number in range(count))
        )

    @classmethod
    def _csv(cls, rows, encoding="utf-8"):
        """Return the base64 of a CSV file."""
        text = "\n".join(",".join(str(cell) for cell in row) for row in rows)
        return base64.b64encode(text.encode(encoding))

    @classmethod
    def _xlsx(cls, rows):
        """Return the base64 of a workbook."""
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        stream = io.BytesIO()
        book.save(stream)
        return base64.b64encode(stream.getvalue())

    @classmethod
    def _file(cls, data, role="warehouse", **values):
        """Upload a file as the warehouse."""
        values.setdefault("courier_id", cls.courier.id)
        return cls._as(role, cls.env["gift.tracking.file"]).create(
            {"data": data, "filename": "back.csv", **values}
        )

    @classmethod
    def _take(cls, rows, **values):
        """Upload, check and take over rows; return the file."""
        record = cls._file(cls._csv(rows), **values)
        record.action_check()
        record.action_take_over()
        return record

    @classmethod
    def _outsiders(cls):
        """Return an internal user without a duty, portal and public."""
        values = {
            "company_id": cls.company.id,
            "company_ids": [Command.set(cls.company.ids)],
        }
        return [
            new_test_user(
                cls.env, f"courier_{group}", groups=f"base.group_{group}", **values
            )
            for group in ("user", "portal", "public")
        ]
