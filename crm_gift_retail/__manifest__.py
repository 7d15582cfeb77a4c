{
    "name": "Gift Retail CRM",
    "summary": "VIP tiers, care and trail for gift retailers",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Gift Retail CRM contributors",
    "website": "https://github.com/gift-retail/crm_gift_retail",
    "license": "LGPL-3",
    "development_status": "Beta",
    "depends": [
        # Odoo Community
        "crm",
        "portal",
        "rating",
        "sale_crm",
        "sale_margin",
        "sale_stock",
        "sms",
    ],
    "external_dependencies": {
        "python": ["lunardate", "openpyxl", "phonenumbers", "xlsxwriter"],
    },
    "data": [
        "security/crm_gift_retail_groups.xml",
        "security/ir.model.access.csv",
        "views/gift_menus.xml",
    ],
    "application": True,
    "pre_init_hook": "pre_init_hook",
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
