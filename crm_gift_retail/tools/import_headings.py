"""Which column is which: Chinese and English headings of lists people really send."""

import re
import unicodedata

# Field of the kernel -> headings, normalized by `normalize_heading`.
CUSTOMER_HEADINGS = {
    "customer_code": (
        "客户编号 客户编码 客户代码 客户号 客户id 会员号 会员编号 会员卡号 会员id "
        "编号 customerid customercode customerno customernumber clientid "
        "clientcode externalid code id memberid memberno accountno"
    ),
    "name": (
        "客户名称 客户 客户名 客户姓名 姓名 名称 公司名称 公司 单位 单位名称 "
        "会员姓名 会员名称 企业名称 收货人 买家 买家姓名 name customer "
        "customername client clientname fullname company companyname account buyer "
        "buyername"
    ),
    "contact": (
        "联系人 联系人姓名 联络人 负责人 采购人 对接人 经办人 contact contactname "
        "contactperson attention"
    ),
    "customer_type": ("客户类型 客户性质 类型 企业个人 type customertype clienttype"),
    "phone": (
        "手机 手机号 手机号码 联系手机 移动电话 电话 联系电话 联系方式 电话号码 "
        "会员手机 收货人手机 mobile mobilephone cell cellphone phone phonenumber "
        "telephone tel"
    ),
    "phone_other": (
        "座机 固话 固定电话 办公电话 公司电话 其他电话 备用电话 电话2 手机2 "
        "landline officephone workphone phone2 otherphone"
    ),
    "email": ("邮箱 电子邮箱 电子邮件 邮件 邮箱地址 email mail emailaddress"),
    "wechat": ("微信 微信号 微信名 微信昵称 微信id wechat wechatid weixin wx"),
    "sex": ("性别 称呼性别 sex gender"),
    "salutation": ("称呼 称谓 尊称 salutation title"),
    "birthday": (
        "生日 出生日期 公历生日 阳历生日 生日公历 生日阳历 会员生日 birthday "
        "birthdate dateofbirth dob solarbirthday"
    ),
    "birthday_lunar": ("农历生日 阴历生日 生日农历 生日阴历 旧历生日 lunarbirthday"),
    "birthday_calendar": (
        "生日类型 历法 公历农历 阳历阴历 公农历 calendar birthdaycalendar"
    ),
    "source": ("来源 客户来源 来源渠道 获客来源 source leadsource customersource"),
    "remark": (
        "备注 说明 客户备注 附注 备忘 remark remarks note notes comment comments memo"
    ),
    "street": (
        "地址 详细地址 联系地址 收货地址 公司地址 通讯地址 street address streetaddress"
    ),
    "district": ("区 区县 district"),
    "city": ("城市 市 所在城市 city town"),
    "state": ("省 省份 省市 所在省份 state province region"),
    "zip": ("邮编 邮政编码 zip zipcode postcode postalcode"),
    "country": ("国家 国家地区 country"),
    "vat": (
        "税号 纳税人识别号 统一社会信用代码 税务登记号 vat vatnumber taxid taxnumber"
    ),
    "seller": (
        "业务员 销售员 销售 销售人员 跟进人 归属人 客户经理 导购 店员 seller "
        "salesperson salesrep soldby owner accountmanager"
    ),
}
PURCHASE_HEADINGS = {
    "reference": (
        "订单号 订单编号 单号 单据编号 发票号 发票号码 销售单号 交易号 小票号 "
        "invoiceno invoice invoicenumber orderno order ordernumber orderid "
        "reference ref receipt documentno"
    ),
    "date": (
        "日期 下单日期 订单日期 销售日期 购买日期 交易日期 开票日期 下单时间 "
        "订单时间 付款时间 成交时间 date orderdate invoicedate saledate "
        "purchasedate datetime transactiondate"
    ),
    "code": (
        "商品编码 商品编号 产品编码 产品编号 货号 款号 sku sku编码 条码 商品条码 "
        "商品代码 stockcode productcode itemcode itemno itemnumber defaultcode "
        "barcode partno"
    ),
    "description": (
        "商品名称 商品 产品名称 产品 品名 货品名称 宝贝标题 商品标题 规格型号 "
        "description product productname item itemname productdescription title"
    ),
    "quantity": ("数量 销售数量 购买数量 件数 销量 quantity qty units pieces"),
    "unit_price": (
        "单价 售价 成交单价 销售单价 含税单价 未税单价 价格 unitprice price rate "
        "unitsellingprice"
    ),
    "amount": (
        "金额 小计 总价 销售额 成交金额 实付金额 合计金额 销售金额 amount subtotal "
        "total linetotal netamount revenue sales"
    ),
    "unit_cost": (
        "成本价 单位成本 进价 进货价 采购价 成本单价 unitcost costprice purchaseprice"
    ),
    "cost": ("成本 总成本 成本金额 cost totalcost linecost"),
    "currency": ("币种 货币 币别 currency currencycode"),
    "channel": (
        "渠道 销售渠道 店铺 门店 平台 店铺名称 channel saleschannel store shop medium"
    ),
    **{
        field: CUSTOMER_HEADINGS[field]
        for field in (
            "customer_code name customer_type phone email source country city state "
            "street wechat seller contact remark"
        ).split()
    },
}
# A list of purchases: "编号", "id", "code", "名称" belong to order or product there.
PURCHASE_AMBIGUOUS = {
    "customer_code": "编号 code id",
    "name": "名称 name",
    "code": "",
}
PURCHASE_EXTRA = {"code": "编号 编码 code", "description": "名称 name"}

ONLINE_RETAIL_HEADINGS = {
    "reference": "invoiceno",
    "code": "stockcode",
    "description": "description",
    "quantity": "quantity",
    "date": "invoicedate",
    "unit_price": "unitprice",
    "customer_code": "customerid",
    "country": "country",
}


def normalize_heading(text):
    """Return a heading in lower case without spaces, marks and brackets' hints.

    >>> normalize_heading("＊手机 号码：")
    '手机号码'
    >>> normalize_heading("单价（元）")
    '单价'
    >>> normalize_heading("生日（农历）")
    '生日农历'
    """
    text = unicodedata.normalize("NFKC", str(text or "")).lower()
    hint = re.search(r"\((.*?)\)|\[(.*?)\]", text)
    if hint and not re.search(
        r"农历|公历|阴历|阳历|lunar|solar", hint[1] or hint[2] or ""
    ):
        text = text.replace(hint[0], "")
    return re.sub(r"[^a-z0-9\u4e00-\u9fff]", "", text)


def _table(headings, drop=None, extra=None):
    table = {}
    for field, words in headings.items():
        dropped = set((drop or {}).get(field, "").split())
        for word in words.split():
            if word not in dropped:
                table.setdefault(word, field)
    for field, words in (extra or {}).items():
        for word in words.split():
            table.setdefault(word, field)
    return table


TABLES = {
    "customer_list": _table(CUSTOMER_HEADINGS),
    "purchases": _table(PURCHASE_HEADINGS, PURCHASE_AMBIGUOUS, PURCHASE_EXTRA),
    "online_retail": _table(ONLINE_RETAIL_HEADINGS),
}
_KNOWN = frozenset().union(*TABLES.values())


def recognise(headings, preset):
    """Return the kernel's field (or ``""``) of each heading, each field once.

    :param headings: the texts of the heading row
    :param preset: ``customer_list``, ``purchases`` or ``online_retail``
    :returns: list as long as ``headings``
    """
    table, used, fields = TABLES[preset], set(), []
    for heading in headings:
        field = table.get(normalize_heading(heading), "")
        if not field:
            field = _by_part(normalize_heading(heading), table)
        if field == "phone" and field in used:
            field = "phone_other" if "phone_other" in table.values() else ""
        if field in used:
            field = ""
        if field:
            used.add(field)
        fields.append(field)
    return fields


def find_heading_row(rows):
    """Return the index of the row that holds the headings.

    Lists often start with a title. The row with the most known headings wins; when no
    row has any, the first one with at least two filled cells, else the first filled.
    """
    best, best_score = None, 0
    for index, cells in enumerate(rows):
        if not isinstance(cells, list | tuple):
            continue
        score = sum(
            isinstance(cell, str) and normalize_heading(cell) in _KNOWN
            for cell in cells
        )
        if score > best_score:
            best, best_score = index, score
    if best is not None:
        return best
    filled = [
        sum(bool(str(cell or "").strip()) for cell in cells)
        if isinstance(cells, list | tuple)
        else 0
        for cells in rows
    ]
    for needed in (2, 1):
        for index, count in enumerate(filled):
            if count >= needed:
                return index
    return 0


def _by_part(heading, table):
    # "客户手机号码" or "收货人联系电话": a known heading of two or more signs at the
    # end; longest first, so that 客户编号 beats 编号. English only as a whole word.
    if not re.search(r"[\u4e00-\u9fff]", heading):
        return ""
    for size in range(len(heading) - 1, 1, -1):
        if field := table.get(heading[-size:]):
            return field
    return ""
