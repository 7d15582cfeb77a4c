{
    "name": "Gift Retail CRM: tests",
    "summary": "Tests of the addon and its bridges together; no features",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "author": "Gift Retail CRM contributors",
    "website": "https://github.com/gift-retail/crm_gift_retail",
    "license": "LGPL-3",
    "depends": [
        "crm_gift_retail",
    ],
}
