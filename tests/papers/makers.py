"""One dispute on paper: Zhang's ceiling, Li's bathroom, mediator Shen of the Xixing centre."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from cases.passages import CENTRE as CENTRE_PLACE
from cases.passages import COPIES, passages_of, standing
from cases.passages import COURT as COURT_PLACE
from mediation.papers.codes import qr_svg
from mediation.papers.printed import Printed
from mediation.papers.render import print_paper, render
from mediation.papers.seals import centre_seal_svg
from mediation.papers.signing.port import Act, sign_paper
from mediation.papers.wording import Worded, filled

DAY = datetime(2026, 3, 12, 4, 30, tzinfo=UTC)
COURT = "杭州市滨江区人民法院"
CENTRE = "杭州市滨江区西兴街道社会治理中心"
INTAKE_URL = "https://m.hzbj.gov.cn/I/0123456789AB"
VERIFY_URL = "https://m.hzbj.gov.cn/verify"
CASE_URL = "https://m.hzbj.gov.cn/C/0123456789ABCDEFGHJK"

ZHANG = {
    "side_label": "申请人",
    "name": "张三",
    "kind": "自然人",
    "gender": "男",
    "ethnicity": "汉族",
    "birth": "1980年1月2日",
    "job": "教师",
    "id_number": "330108********1234",
    "phone": "138****5678",
    "address": "杭州市滨江区江南大道100号1幢301室",
}
LI = ZHANG | {"side_label": "被申请人", "name": "李四", "gender": "女", "job": "会计", "phone": "139****8765", "address": "杭州市滨江区江南大道100号1幢401室"}
PROPERTY = {
    "side_label": "第三人",
    "name": "杭州江南物业服务有限公司",
    "kind": "单位",
    "id_number": "91330108MA00000000",
    "address": "杭州市滨江区江南大道1号",
    "phone": "0571-8770****",
    "legal_head": "王五",
    "job": "经理",
}
STORY = (
    "申请人与被申请人系上下楼邻居。因被申请人卫生间渗漏，申请人天花板、墙面及木地板受损，双方就修复费用发生争议，"
    "于2026年3月1日向街道社会治理中心申请调解。经调解员现场查看、询问物业服务人员并核对维修单据，双方对渗漏事实、受损面积及修复费用均无异议。"
)
TERMS = ["李四于2026年4月30日前一次性支付张三修复费用12000元，付至张三尾号1234的银行账户。", "李四于2026年4月15日前修好卫生间防水。", "双方就本次渗漏再无其他争议。"]


def drawing() -> str:
    """A signature drawn with a finger, as the room sends it."""
    picture = Image.new("RGBA", (360, 120), (0, 0, 0, 0))
    ImageDraw.Draw(picture).line([(20, 90), (70, 25), (110, 95), (170, 30), (220, 90), (340, 50)], fill=(15, 20, 60, 255), width=7, joint="curve")
    out = BytesIO()
    picture.save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def wording(template: str) -> Worded:
    """The standing wording of a paper."""
    texts = {one.name: standing(template, one.name, DAY) for one in passages_of(template)}
    places = {CENTRE_PLACE: CENTRE, COURT_PLACE: COURT, COPIES: "三"}
    return Worded({name: filled(row.text, places) for name, row in texts.items()}, {name: row.version for name, row in texts.items()})


def facts_of(template: str) -> dict[str, Any]:
    """The facts of one paper of the dispute."""
    return _facts_of(template) | {"wording": wording(template)}


def _facts_of(template: str) -> dict[str, Any]:
    seal = centre_seal_svg(CENTRE, "调解专用章")
    hand = {"name": "张三", "image": drawing(), "signed_at": "2026年3月12日", "on": "2026年3月12日", "label": "申请人"}
    hands = [hand, hand | {"name": "李四", "label": "被申请人"}]
    evidence = [
        {
            "no": 1,
            "name": "天花板照片",
            "form": "电子数据",
            "source": "申请人拍摄",
            "purpose": "证明渗漏造成的损失",
            "pages": 3,
            "copies": 1,
            "original": "原件",
            "sha256": "ab" * 32,
            "taken_at": "2026年2月20日",
            "device": "手机",
        },
        {"no": 2, "name": "维修报价单", "form": "书证", "source": "装修公司出具", "purpose": "证明修复费用为12000元", "pages": 1, "copies": 2, "original": "复印件", "sha256": ""},
    ]
    return {
        "poster": {
            "community": "七甲闸社区",
            "street": "西兴街道",
            "centre": CENTRE,
            "centre_phone": "0571-87701234",
            "qr_svg": qr_svg(INTAKE_URL, "black"),
            "short_url": INTAKE_URL,
        },
        "receipt": {
            "number": "BJ2026-000123",
            "code_svg": qr_svg(CASE_URL, "yellow"),
            "received_on": "2026年3月1日",
            "limitation_interrupted_on": "2026年3月1日",
            "applicant": "张三",
            "respondent": "李四",
            "dispute_type": "邻里",
            "summary": STORY,
            "centre": CENTRE,
        },
        "agreement": {
            "number": "（2026）西兴人调字第123号",
            "case_number": "BJ2026-000123",
            "parties": [ZHANG, LI, PROPERTY],
            "facts_text": STORY,
            "terms": TERMS,
            "copies": 3,
            "obligations": [
                {"who": "李四", "to_whom": "张三", "what": "支付修复费用", "amount": Decimal(12000), "how": "银行转账", "due": "2026年4月30日", "if_late": "按未付金额每日万分之五"}
            ],
            "signatures": [hand | {"id": f"sign-{number}"} for number, hand in enumerate(hands, start=1)],
            "mediator": hand | {"name": "沈静", "id": "sign-3"},
            "centre": CENTRE,
            "seal_svg": seal,
            "text_sha256": "0f" * 32,
            "version": 2,
            "effective_on": "2026年3月12日",
            "oral": False,
            "verify_svg": qr_svg(VERIFY_URL, "black"),
        },
        "certificate": {
            "number": "BJ2026-000123",
            "parties": [ZHANG, LI],
            "started_on": "2026年3月2日",
            "ended_on": "2026年3月30日",
            "outcome": "未达成调解协议",
            "reason": "双方分歧较大，无法达成一致",
            "centre": CENTRE,
            "seal_svg": seal,
            "limitation_note": "诉讼时效自2026年3月1日起中断，自调解程序终结之日起重新计算。",
            "verify_svg": qr_svg(VERIFY_URL, "black"),
        },
        "complaint": {
            "court": COURT,
            "heading": "民事起诉状",
            "subtitle": "（相邻关系纠纷）",
            "called": {"plaintiff": "原告", "defendant": "被告"},
            "plaintiffs": [ZHANG],
            "defendants": [LI, PROPERTY],
            "third_party": "",
            "agents": [],
            "blocks": [
                {
                    "code": "requests",
                    "label": "诉讼请求",
                    "rows": [
                        {"label": "请求事项", "kind": "long", "value": "", "choices": [], "lines": ["判令被告支付修复费用12000元。", "本案诉讼费用由被告承担。"]},
                        {"label": "标的总额", "kind": "money", "value": "12000", "choices": [], "lines": []},
                    ],
                },
                {"code": "story", "label": "事实和理由", "rows": [{"label": "事实和理由", "kind": "long", "value": STORY, "choices": [], "lines": []}]},
                {"code": "mediation", "label": "意愿", "rows": [{"label": "是否考虑先行调解", "kind": "choice", "value": "否", "choices": ["是", "否", "暂不确定"], "lines": []}]},
                {"code": "evidence", "label": "证据清单", "rows": []},
            ],
            "evidence": evidence,
            "note": "",
            "by_hand": False,
            "signed": hand,
        },
        "confirmation_application": {
            "court": COURT,
            "applicants": [ZHANG, LI],
            "agreement_number": "（2026）西兴人调字第123号",
            "agreed_on": "2026年3月12日",
            "presided_by": CENTRE,
            "terms": TERMS,
            "signatures": hands,
            "on": "2026年3月15日",
        },
        "presided_proof": {
            "court": COURT,
            "number": "BJ2026-000123",
            "matter": "张三与李四邻里纠纷",
            "parties": ["张三", "李四"],
            "mediator": "沈静",
            "began_on": "2026年3月2日",
            "agreed_on": "2026年3月12日",
            "centre": CENTRE,
            "seal_svg": seal,
            "on": "2026年3月15日",
        },
        "enforcement_application": {
            "court": COURT,
            "creditor": ZHANG,
            "debtors": [LI],
            "basis": "民事裁定书",
            "basis_number": "(2026)浙0108民特9号",
            "confirms": True,
            "agreement_number": "（2026）西兴人调字第123号",
            "presided_by": CENTRE,
            "agreed_on": "2026年3月12日",
            "terms": TERMS,
            "requests": ["修复费用：请求执行人民币8,000.00元（约定12,000.00元，已履行4,000.00元，履行期限至2026年3月31日）", "恢复墙面（履行期限至2026年3月31日，至今未履行）"],
            "total": 8000,
            "double_interest": True,
            "performed": ["2026年4月1日银行转账4000元"],
            "clues": ["杭州银行账户，尾号1234", "车辆浙A12345"],
            "signature": hands[0],
            "on": "2026年5月15日",
        },
        "evidence_list": {"number": "BJ2026-000123", "evidence": evidence, "submitter": "张三", "on": "2026年4月2日"},
        "service_address": {
            "number": "BJ2026-000123",
            "cause": "相邻损害防免关系纠纷",
            "on": "2026年4月2日",
            "people": [
                {"name": "张三", "address": ZHANG["address"], "phone": "138****5678", "postcode": "310051", "electronic": True, "image": drawing()},
                {"name": "李四", "address": LI["address"], "phone": "", "electronic": False},
            ],
        },
    }[template]


def paper(template: str, **changed: Any) -> bytes:
    """Render one paper of the dispute, some facts changed."""
    return render(template, facts_of(template) | changed, title=f"样张 {template}", identifier=f"test:{template}", made_at=DAY, attachment={"case": "BJ2026-000123"})


def acts() -> list[Act]:
    """Zhang and Li signed on their phones, Shen at her desk."""
    signers = (("张*", "申请人"), ("李*", "被申请人"), ("沈静", "调解员"))
    return [
        Act(name=name, role=role, reference=f"BJ2026-000123/{number}", at=DAY, document_sha256="0f" * 32, consent="2026-11", proof="手机验证码", drawing=drawing())
        for number, (name, role) in enumerate(signers, start=1)
    ]


def printed(template: str = "agreement", **changed: Any) -> Printed:
    """The paper as it leaves the press, unsigned."""
    return print_paper(template, facts_of(template) | changed, title=f"样张 {template}", identifier=f"test:{template}", made_at=DAY)


def signed() -> bytes:
    """The agreement, signed by all three and sealed."""
    return sign_paper(printed(), acts(), seal=CENTRE)


def rewritten(pdf: bytes, change: Callable[[Any], None]) -> bytes:
    """The paper with a revision appended in which somebody changed something."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
