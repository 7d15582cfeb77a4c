"""Who works there: one login per role, plus the second shop's clerk."""

from dataclasses import dataclass

# A local demo only: never use these on a server that others can reach.
PASSWORD = "gift"  # noqa: S105


@dataclass(frozen=True)
class Person:
    """A member of staff; ``role`` is the suffix of our group's external id."""

    login: str
    name: str
    role: str
    label: str
    lang: str
    team: str
    job: str


# One person, one team a line.
# fmt: off
STAFF = (
    Person("manager", "陈文珊 Susan Chen", "manager", "Manager (English)", "en_US",
           "service", "总经理"),
    Person("jingli", "梁国栋", "manager", "Manager (Chinese)", "zh_CN",
           "corporate", "副总经理"),
    Person("clerk", "何晓敏", "clerk", "Shop clerk, Beijing Road", "zh_CN",
           "beijing_road", "店员"),
    Person("clerk2", "冯家乐", "clerk", "Shop clerk, Tianhe", "en_US",
           "tianhe", "店员"),
    Person("caller", "黄志强", "caller", "Outbound caller", "en_US",
           "phone", "电话销售"),
    Person("service", "苏婉仪 Wendy Su", "service", "Customer service", "en_US",
           "service", "客服专员"),
    Person("service_lead", "周雅琴", "service_lead", "Service lead", "zh_CN",
           "service", "客服主管"),
    Person("sales", "林嘉豪 Jason Lin", "sales", "Salesperson (English)", "en_US",
           "corporate", "客户经理"),
    Person("sales2", "郑佩玲", "sales", "Salesperson (Chinese)", "zh_CN",
           "corporate", "客户经理"),
    Person("warehouse", "罗大勇", "warehouse", "Warehouse", "en_US",
           "service", "仓库主管"),
)

# Of the second company; exists once that has been built.
SECOND = Person("wholesale", "Emma Clarke", "service_lead",
                "Service lead, second company", "en_US", "service", "Customer care")

TEAMS = {
    # key: (English, Chinese, leader, medium, sources)
    "beijing_road": ("Beijing Road shop", "北京路店", "clerk", "Shop",
                     ("Walk-in", "Recommendation", "WeChat")),
    "tianhe": ("Tianhe shop", "天河店", "clerk2", "Shop",
               ("Walk-in", "Recommendation", "WeChat")),
    "online": ("Online shop", "网店", "service", "Online shop",
               ("Tmall", "WeChat mini program", "Search engine")),
    "phone": ("Phone team", "电话销售组", "caller", "Outbound call",
              ("Canton Fair list", "Old customer list")),
    "corporate": ("Corporate gifts", "企业客户部", "sales", "Direct",
                  ("Recommendation", "Canton Fair list", "Search engine")),
    "service": ("Customer service", "客户服务部", "service_lead", "Phone",
                ("Old customer list",)),
}
# fmt: on

WAREHOUSES = {
    # code: (name, city district, street)
    "GZ": ("总仓 Head office", "天河区", "天河北路 233 号"),
    "BJL": ("北京路店 Beijing Road", "越秀区", "北京路 168 号"),
    "TH": ("天河店 Tianhe", "天河区", "体育东路 66 号"),
}

COMPANY = {
    "name": "岭南礼遇 Lingnan Gifts",
    "street": "天河北路 233 号 2301 室",
    "street2": "天河区",
    "city": "广州",
    "zip": "510620",
    "phone": "+86 20 3800 0100",
    "email": "hello@lingnan-gifts.example.com",
    "website": "https://lingnan-gifts.example.com",
}
