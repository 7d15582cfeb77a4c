"""Media and sources of ours that a company already has under the same name."""

#: xmlid in crm_gift_retail -> (model, name as in data/gift_source_data.xml)
READY_MADE = {
    "utm_medium_event": ("utm.medium", "Event"),
    "utm_medium_live_chat": ("utm.medium", "Live chat"),
    "utm_medium_online_shop": ("utm.medium", "Online shop"),
    "utm_medium_outbound_call": ("utm.medium", "Outbound call"),
    "utm_medium_platform": ("utm.medium", "Shopping platform"),
    "utm_medium_referral": ("utm.medium", "Recommendation"),
    "utm_medium_shop": ("utm.medium", "Shop"),
    "utm_medium_wechat": ("utm.medium", "WeChat"),
    "utm_source_call_list": ("utm.source", "Call list"),
    "utm_source_douyin": ("utm.source", "Douyin"),
    "utm_source_jd": ("utm.source", "JD.com"),
    "utm_source_live_chat": ("utm.source", "Live chat"),
    "utm_source_pinduoduo": ("utm.source", "Pinduoduo"),
    "utm_source_taobao": ("utm.source", "Taobao"),
    "utm_source_tmall": ("utm.source", "Tmall"),
    "utm_source_trade_fair": ("utm.source", "Trade fair"),
    "utm_source_walk_in": ("utm.source", "Walk-in"),
    "utm_source_wechat": ("utm.source", "WeChat"),
    "utm_source_wecom": ("utm.source", "WeCom"),
    "utm_source_xiaohongshu": ("utm.source", "Xiaohongshu"),
}


def adopt_existing(cr):
    """Give our xmlids to the records that already have these names.

    Else the data files would make "Shop [2]" beside the company's own "Shop". Called
    before the data files are read; running it again changes nothing.

    :param cr: cursor
    """
    for xmlid, (model, name) in READY_MADE.items():
        table = "utm_medium" if model == "utm.medium" else "utm_source"
        cr.execute(
            f"""
            INSERT INTO ir_model_data (module, name, model, res_id, noupdate)
            SELECT 'crm_gift_retail', %(xmlid)s, %(model)s, r.id, TRUE
              FROM {table} r
             WHERE lower(r.name) = lower(%(name)s)
               AND NOT EXISTS (SELECT FROM ir_model_data d
                                WHERE d.module = 'crm_gift_retail'
                                  AND d.name = %(xmlid)s)
             ORDER BY r.id LIMIT 1
            """,  # noqa: S608 - one of two names of our own
            {"xmlid": xmlid, "model": model, "name": name},
        )
