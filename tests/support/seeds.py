"""Data that tests create inside Odoo; each function is sent to an Odoo shell."""


def sales(env, customers=3, orders=2, prefix="Seed", company_id=None):
    """Customers with confirmed, delivered and invoiced orders in a company.

    :return: dictionary with ids and what each customer's lines add up to
    """
    company = env["res.company"].browse(company_id) or env.company
    env = env(context={**env.context, "allowed_company_ids": [company.id]})
    if not company.chart_template:
        env["account.chart.template"].try_loading("generic_coa", company=company)
    product = env["product.product"].create(
        {
            "name": f"{prefix} mug",
            "type": "consu",
            "invoice_policy": "order",
            "list_price": 25.0,
            "standard_price": 10.0,
            "taxes_id": [(5, 0, 0)],
        }
    )
    partners = env["res.partner"].create(
        [
            {
                "name": f"{prefix} customer {index}",
                "email": f"{prefix.lower()}{index}@example.com",
                "is_company": True,
            }
            for index in range(customers)
        ]
    )
    made = env["sale.order"]
    for partner in partners:
        for index in range(orders):
            made += env["sale.order"].create(
                {
                    "partner_id": partner.id,
                    "company_id": company.id,
                    "order_line": [
                        (0, 0, {"product_id": product.id, "product_uom_qty": index + 1})
                    ],
                }
            )
    made.action_confirm()
    invoices = made._create_invoices()
    invoices.action_post()
    return {
        "partners": partners.ids,
        "orders": made.ids,
        "invoices": invoices.ids,
        "product": product.id,
        "revenue": 25.0 * sum(range(1, orders + 1)),
        "profit": 15.0 * sum(range(1, orders + 1)),
    }


def role_keys(env, roles, company_id=None, suffix=""):
    """One user per role with an API key.

    :return: role -> {"id", "login", "key"}
    """
    company = env["res.company"].browse(company_id) or env.company
    answer = {}
    for role in roles:
        login = f"qa_{role}{suffix}"
        group = env.ref(f"crm_gift_retail.crm_gift_retail_group_{role}")
        user = (
            env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": f"QA {role}{suffix}",
                    "login": login,
                    "password": login,
                    "email": f"{login}@example.com",
                    "notification_type": "inbox",
                    "company_id": company.id,
                    "company_ids": [(6, 0, company.ids)],
                    "group_ids": [
                        (4, env.ref("base.group_user").id),
                        (4, group.id),
                    ],
                }
            )
        )
        key = env["res.users.apikeys"].with_user(user).sudo()
        answer[role] = {
            "id": user.id,
            "login": login,
            "key": key._generate("rpc", "qa", None),
        }
    return answer


def admin_key(env):
    """API key of the administrator."""
    key = env["res.users.apikeys"].with_user(env.ref("base.user_admin")).sudo()
    return key._generate("rpc", "qa", None)


def refresh(env, company_id=None):
    """Run the full refresh of every root company; return changed rows."""
    companies = env["res.company"].browse(company_id) or env["res.company"].search(
        [("parent_id", "=", False)]
    )
    return sum(env["gift.customer"]._refresh(company) or 0 for company in companies)


def story(env, scale=0.1):
    """The demo company, small: customers, orders, leads, talks and care.

    :return: number of customers with a standing
    """
    company = env["gift.demo"]._build_story(scale)
    return env["gift.customer"].search_count([("company_id", "=", company.id)])
