"""Three proposals: one waits, one was seen and answered with a word, one is chosen."""

from datetime import timedelta

# (people, budget a head, needed in days, occasion, as the customer said it)
_WISHES = (
    (
        30, 500, 25, "spring_festival",
        "送给老客户，要体面，最好是蓝色。For old clients; dignified, blue if you can.",
    ),
    (
        12, 900, 18, "opening",
        "新店开业，每位贵宾一份，盒上要有我们的标志。"
        "Our new shop opens: one for each guest of honour, our logo on the box.",
    ),
    (
        20, 400, 30, "birthday",
        "董事长六十大寿，伴手礼。Favours for the chairman's sixtieth.",
    ),
)  # fmt: skip
_WORDS = "第二款有别的颜色吗？Does the second one come in another colour?"


def build(story):
    """Propose to three firms, and let two of them answer.

    :param Story story: the build with users, goods in stock and customers.
    """
    env = story.env
    firms = [
        customer
        for customer in story.customers
        if customer.is_firm and not (customer.silent_days or customer.is_due_soon)
    ]
    proposals = env["gift.proposal"]
    for customer, wish in zip(firms[-len(_WISHES) :], _WISHES, strict=False):
        proposals |= _propose(story, customer, wish)
    for number, proposal in enumerate(proposals):
        if not proposal.option_ids:
            continue  # a small build has too little in stock
        proposal.action_mark_sent()
        if number:
            link = proposal._gift_make_link("proposal", proposal.partner_id)[0]
            link._gift_mark_seen()
            _answer(proposal, link, number)


def _propose(story, customer, wish):
    people, budget, days, occasion, said = wish
    owner = story.users.get(customer.owner) or story.users["service"]
    occasion = story.env.ref(
        f"crm_gift_retail.gift_occasion_{occasion}", raise_if_not_found=False
    )
    proposal = story.env["gift.proposal"].create(
        {
            "partner_id": customer.buyer.id,
            "company_id": story.company.id,
            "user_id": owner.id,
            "people": people,
            "budget": budget,
            "date_needed": story.today + timedelta(days=days),
            "occasion_id": occasion and occasion.id,
            "said": said,
        }
    )
    if proposal._gift_pick():
        proposal.action_suggest()
    return proposal


def _answer(proposal, link, number):
    post = {"name": proposal.partner_id.name}
    if number == 1:
        post.update(answer="comment", comment=_WORDS)
    else:
        post["answer"] = f"choose-{proposal.option_ids[0].id}"
    link._gift_take_answer(post, "127.0.0.1")
