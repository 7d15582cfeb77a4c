"""Which company the story lives in, and its books: money, chart, price list."""

from . import people

VAT = {"CN": 13, "GB": 20}
CHART = {"CN": ("l10n_cn", "cn"), "GB": ("l10n_uk", "uk")}


def choose_company(env):
    """Take the main company when it is still empty, else make one of our own.

    An Odoo demo database has invoices in US dollars in its main company: the
    gift firm then lives beside it.

    :param env: superuser environment.
    :return: company without documents.
    :rtype: res.company
    """
    main = env.ref("base.main_company")
    used = any(
        env[model]
        .with_context(active_test=False)
        .search_count([("company_id", "=", main.id)], limit=1)
        for model in ("account.move", "sale.order", "stock.picking", "crm.lead")
    )
    if not used:
        return main
    return new_company(env, people.COMPANY["name"], "CN", "CNY")


def new_company(env, name, country_code, currency_code):
    """Create a company; its country brings no module along.

    Odoo installs a country's accounting when a company gets a country, and loads
    all modules anew: not in the middle of building a story.

    :param str name: its name, not in use.
    :param str country_code: ISO code of the country.
    :param str currency_code: ISO code of the currency.
    :rtype: res.company
    """
    company = (
        env["res.company"]
        .with_context(chart_template_load=True)
        .create(
            {
                "name": name,
                "country_id": _country(env, country_code).id,
                "currency_id": currency(env, currency_code).id,
            }
        )
    )
    return company.with_env(env)


def _country(env, code):
    return env["res.country"].search([("code", "=", code)], limit=1)


def currency(env, code):
    """Return a currency, switched on.

    :param str code: ISO code.
    :rtype: res.currency
    """
    found = (
        env["res.currency"]
        .with_context(active_test=False)
        .search([("name", "=", code)], limit=1)
    )
    found.active = True
    return found


def set_up_company(env, company, values, country_code, currency_code):
    """Write the firm's data and give it a chart of accounts in its currency.

    The country's own chart is taken when its module is installed; otherwise
    Odoo's generic one, with the currency changed while there are no entries.

    :param res.company company: company without journal items.
    :param dict values: plain fields of the company.
    :param str country_code: ISO code of the country.
    :param str currency_code: ISO code of the currency.
    """
    country = _country(env, country_code)
    money = currency(env, currency_code)
    company.with_context(chart_template_load=True).write(
        dict(values, country_id=country.id, account_fiscal_country_id=country.id)
    )
    company.currency_id = money
    if "iap_enrich_auto_done" in company._fields:
        company.iap_enrich_auto_done = True  # a demo asks nobody about its company
    module, chart = CHART[country_code]
    installed = env["ir.module.module"].search_count(
        [("name", "=", module), ("state", "=", "installed")]
    )
    wanted = chart if installed else "generic_coa"
    if company.chart_template != wanted:
        charts = env["account.chart.template"]
        if env.registry.loaded:
            charts.try_loading(wanted, company, install_demo=False)
        else:  # demo data of the install itself: the modules we need are all there
            charts._load(wanted, company, install_demo=False)
    # The generic chart brings the United States and their dollars along.
    if company.currency_id != money:
        company.currency_id = money
    if company.account_fiscal_country_id != country:
        company.account_fiscal_country_id = country
    if wanted == "generic_coa":
        _adapt_generic_chart(env, company, country)
    _price_list(env, company, money)


def _price_list(env, company, money):
    """Price lists decide an order's currency: the firm's must be its own."""
    model = env["product.pricelist"]
    owned = model.search([("company_id", "=", company.id)])
    owned.currency_id = money
    if not owned and model.search_count([("currency_id", "!=", money.id)], limit=1):
        model.create(
            {
                "name": money.name,
                "currency_id": money.id,
                "company_id": company.id,
                "sequence": 1,
            }
        )


def _adapt_generic_chart(env, company, country):
    """Turn the generic chart, which is made for one country, into ours."""
    owned = [("company_id", "=", company.id)]
    groups = env["account.tax.group"].search(owned)
    groups.country_id = country
    for group in groups:
        group.name = group.name.replace("15%", f"{VAT[country.code]}%")
    domestic = env["account.fiscal.position"].search(
        [*owned, ("country_id", "!=", False)]
    )
    domestic.country_id = country
    taxes = env["account.tax"].with_context(active_test=False).search(owned)
    taxes.country_id = country
    for tax in taxes.filtered(lambda t: t.amount == 15):
        tax.write({"amount": VAT[country.code], "name": f"{VAT[country.code]}%"})
