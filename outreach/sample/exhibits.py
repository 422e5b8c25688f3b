"""Invents a museum's exhibits: every phenomenon of a zone, in two or three forms."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from outreach.catalogue import exhibit_actions as actions
from outreach.catalogue import queries as catalogue
from outreach.catalogue.exhibit_model import ExhibitEntry, ExhibitId, ExhibitState
from outreach.catalogue.version_actions import change_programme
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of a hall. `about`: phenomena, each with its English, parted by semicolons."""

    hall: str
    name: str
    theme: str
    forms: str
    grades: tuple[int, int]
    about: str


HANDS_ON = "体验台 hands-on table,挑战 challenge"
MODELS = "模型 model,互动墙 interactive wall"
MACHINES = "机构 mechanism,操作台 workbench"
PLAY = "小屋 hut,游戏 game,探险 adventure"
ZONES = (
    Zone("科学原理展厅", "力与运动", "力学", HANDS_ON, (3, 9),
         "杠杆 lever;滑轮组 pulleys;惯性 inertia;离心力 spinning force;摩擦 friction;"
         "浮力 buoyancy;角动量 angular momentum;伯努利 Bernoulli;拱桥 arch bridge;"
         "重心 centre of gravity;最速降线 fastest slope;牛顿摆 Newton's cradle"),
    Zone("科学原理展厅", "声音", "声学", HANDS_ON, (3, 9),
         "共振鼓 resonating drum;声聚焦 whispering dishes;驻波 standing wave;音叉 tuning fork;"
         "声速 speed of sound;回声 echo;弦 string;管 pipe;噪声 noise;超声 ultrasound;"
         "声悬浮 acoustic levitation;多普勒 Doppler"),
    Zone("科学原理展厅", "光与视觉", "光学", HANDS_ON, (3, 9),
         "折射 refraction;全反射 total reflection;三原色 three colours of light;"
         "凹面镜 concave mirror;偏振 polarised light;干涉 interference;小孔成像 pinhole;"
         "错觉 illusion;透镜 lens;光谱 spectrum;光纤 optical fibre;"
         "视觉暂留 persistence of vision"),
    Zone("科学原理展厅", "电与磁", "电磁学", HANDS_ON, (5, 12),
         "静电 static charge;特斯拉线圈 Tesla coil;电磁感应 induction;涡流 eddy current;"
         "磁悬浮 magnetic levitation;电路 circuit;手摇发电 hand generator;电动机 motor;"
         "磁力线 field lines;法拉第笼 Faraday cage;半导体 semiconductor;无线输电 wireless power"),
    Zone("科学原理展厅", "热与物质", "热学", HANDS_ON, (4, 9),
         "对流 convection;导热 conduction;热辐射 heat radiation;相变 change of state;"
         "大气压 air pressure;表面张力 surface tension;真空 vacuum;热机 heat engine;"
         "温差发电 thermoelectric power;分子运动 moving molecules;结晶 crystal;虹吸 siphon"),
    Zone("科学原理展厅", "数学", "数学", HANDS_ON, (3, 12),
         "概率 probability;黄金比 golden ratio;莫比乌斯带 Moebius strip;勾股 Pythagoras;"
         "圆周率 pi;分形 fractal;双曲面 hyperboloid;密铺 tiling;最短路 shortest path;"
         "二进制 binary;混沌摆 chaotic pendulum;肥皂膜 soap film"),
    Zone("科学原理展厅", "生命", "生命科学", HANDS_ON, (1, 9),
         "心脏 heart;骨骼 skeleton;细胞 cell;基因 gene;消化 digestion;神经反射 reflex;"
         "光合作用 photosynthesis;生态链 food web;显微 microscope;肺活量 lung capacity;"
         "免疫 immunity;味觉 taste"),
    Zone("宇宙探索展厅", "太阳系", "天文", MODELS, (3, 12),
         "太阳 Sun;水星 Mercury;金星 Venus;地月系 Earth and Moon;火星 Mars;"
         "小行星带 asteroid belt;木星 Jupiter;土星环 Saturn's rings;天王星 Uranus;"
         "海王星 Neptune;彗星 comet;日食 eclipse"),
    Zone("宇宙探索展厅", "火箭", "航天", MODELS, (3, 12),
         "长征火箭 Long March rocket;发动机 engine;燃料 propellant;逃逸塔 escape tower;"
         "整流罩 fairing;分离 stage separation;发射台 launch pad;推力 thrust;轨道 orbit;"
         "测控 tracking;回收 recovery;惯导 guidance"),
    Zone("宇宙探索展厅", "空间站", "航天", MODELS, (3, 12),
         "核心舱 core module;机械臂 robotic arm;航天服 space suit;失重 weightlessness;"
         "太空食品 space food;睡眠区 sleeping berth;太空种植 space garden;对接 docking;"
         "太阳翼 solar wing;出舱 spacewalk;水循环 water recycling;返回舱 return capsule"),
    Zone("宇宙探索展厅", "探月与探火", "航天", MODELS, (4, 12),
         "嫦娥 Chang'e;玉兔 Yutu rover;月壤 lunar soil;月背 far side;采样 sampling;着陆 landing;"
         "祝融 Zhurong rover;火星大气 Martian air;中继星 relay satellite;月球基地 lunar base;"
         "陨石 meteorite;撞击坑 crater"),
    Zone("宇宙探索展厅", "恒星与星系", "天文", MODELS, (5, 12),
         "恒星一生 life of a star;黑洞 black hole;中子星 neutron star;银河 Milky Way;"
         "红移 redshift;引力透镜 gravitational lens;星座 constellations;星云 nebula;"
         "暗物质 dark matter;引力波 gravitational wave;系外行星 exoplanet;"
         "宇宙膨胀 expanding universe"),
    Zone("宇宙探索展厅", "观天", "天文", MODELS, (3, 12),
         "射电望远镜 radio telescope;折射望远镜 refracting telescope;浑仪 armillary sphere;"
         "圭表 gnomon;日晷 sundial;二十四节气 solar terms;星盘 star chart;"
         "经纬 latitude and longitude;极光 aurora;潮汐 tides;季节 seasons;授时 time service"),
    Zone("工业革命展厅", "蒸汽时代", "机械", MACHINES, (5, 12),
         "蒸汽机 steam engine;纺纱机 spinning machine;织机 loom;锅炉 boiler;飞轮 flywheel;"
         "调速器 governor;火车头 locomotive;蒸汽锤 steam hammer;水车 water wheel;"
         "矿井泵 mine pump;阀门 valve;汽笛 whistle"),
    Zone("工业革命展厅", "电气时代", "电力", MACHINES, (5, 12),
         "发电机 generator;变压器 transformer;电灯 lamp;电报 telegraph;电话 telephone;电梯 lift;"
         "内燃机 combustion engine;流水线 assembly line;三相电 three-phase power;电车 tram;"
         "留声机 phonograph;电网 power grid"),
    Zone("工业革命展厅", "信息时代", "信息", MACHINES, (5, 12),
         "晶体管 transistor;逻辑门 logic gate;计算机 computer;互联网 internet;编码 coding;"
         "加密 encryption;光刻 chip lithography;人工智能 artificial intelligence;传感器 sensor;"
         "卫星导航 satellite navigation;二维码 QR code;机器人 robot"),
    Zone("工业革命展厅", "传动与机构", "机械", MACHINES, (5, 12),
         "齿轮 gears;链条 chain;皮带 belt;凸轮 cam;连杆 linkage;棘轮 ratchet;蜗杆 worm gear;"
         "差速器 differential;万向节 universal joint;螺旋 screw;轴承 bearing;离合器 clutch"),
    Zone("工业革命展厅", "材料与制造", "材料", MACHINES, (5, 12),
         "炼钢 steelmaking;铜冶炼 copper smelting;稀土 rare earths;陶瓷 porcelain;塑料 plastics;"
         "碳纤维 carbon fibre;三维打印 3D printing;激光切割 laser cutting;铸造 casting;"
         "焊接 welding;钨 tungsten;精密测量 precision measuring"),
    Zone("工业革命展厅", "能源", "能源", MACHINES, (5, 12),
         "煤 coal;水电 hydropower;风电 wind power;光伏 solar power;核能 nuclear power;"
         "储能 energy storage;氢能 hydrogen;生物质 biomass;地热 geothermal;碳循环 carbon cycle;"
         "电池 battery;节能 saving energy"),
    Zone("少儿科学乐园", "街区", "生活科学", PLAY, (0, 3),
         "邮局 post office;超市 supermarket;红绿灯 traffic lights;消防站 fire station;"
         "建筑工地 building site;银行 bank;菜园 garden;诊所 clinic;车站 station;修车铺 garage;"
         "面包房 bakery;图书角 reading corner"),
    Zone("少儿科学乐园", "故事王国", "语言与想象", PLAY, (0, 3),
         "影子 shadows;城堡 castle;森林 forest;小船 boat;巨人 giant;回声谷 echo valley;"
         "彩虹 rainbow;种子 seed;蚂蚁 ants;月亮 moon;风 wind;雨 rain"),
    Zone("少儿科学乐园", "未来世界", "信息", PLAY, (0, 4),
         "机器人伙伴 robot friend;飞行汽车 flying car;太空列车 space train;智能家 clever home;"
         "编程积木 coding blocks;海底城 sea city;虚拟画 virtual painting;能量球 energy ball;"
         "垃圾分类 sorting waste;无人机 drone;声控灯 voice lamp;未来农场 future farm"),
    Zone("少儿科学乐园", "健康", "生命科学", PLAY, (0, 3),
         "牙齿 teeth;洗手 washing hands;睡眠 sleep;营养盘 food plate;心跳 heartbeat;眼睛 eyes;"
         "耳朵 ears;皮肤 skin;平衡 balance;跳跃 jumping;呼吸 breathing;疫苗 vaccine"),
    Zone("少儿科学乐园", "迷你太空", "航天", PLAY, (0, 4),
         "小火箭 little rocket;月球跳 moon jump;星星灯 star lamp;宇航服 space suit;"
         "望远镜 telescope;行星球 planet balls;太空舱 capsule;流星 shooting star;"
         "白天黑夜 day and night;太阳 Sun;地球 Earth;陨石坑 crater"),
)  # fmt: skip
REPAIRS = (  # which exhibits of a way are out, for how many days, and why
    ("科学原理展厅", "共振鼓体验台", 24, "鼓膜更换"),
    ("宇宙探索展厅", "机械臂模型", None, "控制器送厂检修"),
    ("工业革命展厅", "蒸汽机操作台", 9, "例行保养"),
)


SHOWN = 8
"""Exhibits chosen for each stop of a route."""


def load(tx: Tx, *, by: int | None, now: datetime) -> None:
    """The museum's halls, filled; its routes show some exhibits, a few of which are in repair."""
    venue = catalogue.find_venue_by_slug(tx, "provincial-museum")
    if venue is None:
        raise LookupError("the museum is not there")
    halls = {hall.name: int(hall.id) for hall in venue.halls}
    entries = list(_entries(halls))
    ids = actions.add_exhibits(tx, venue_id=venue.id, entries=entries, by=by, now=now, sample=True)
    numbered = {(e.hall_id, e.name): i for e, i in zip(entries, ids, strict=True)}
    _choose(tx, numbered, venue_id=venue.id, by=by, now=now)
    today = local_day(now)
    for hall, name, days, reason in REPAIRS:
        actions.change_state(
            tx,
            exhibit_id=numbered[halls[hall], name],
            state=ExhibitState.REPAIR,
            reason=reason,
            back_on=today + timedelta(days=days) if days else None,
            revision=1,
            by=by,
            now=now,
        )


def _choose(
    tx: Tx,
    numbered: dict[tuple[int, str], ExhibitId],
    *,
    venue_id: int,
    by: int | None,
    now: datetime,
) -> None:
    """Every stop shows the exhibits that will be in repair, and some of each zone of its hall."""
    out = {name for _hall, name, _days, _reason in REPAIRS}
    for programme in catalogue.programmes(tx, venue_id=venue_id):
        chosen: dict[int, list[int]] = {}
        for position, stop in enumerate(programme.stops):
            there = [(name, i) for (hall, name), i in numbered.items() if hall == stop.hall.id]
            step = max(1, len(there) // SHOWN)
            known = [i for name, i in there if name in out]
            chosen[position] = list(dict.fromkeys([*known, *(i for _n, i in there[::step])]))
        if any(chosen.values()):
            change_programme(
                tx,
                programme=replace(programme, owner_id=by),
                chosen=chosen,
                note="为各站选定展品（示例）",
                now=now,
                person_id=by,
            )


def _entries(halls: dict[str, int]) -> Iterator[ExhibitEntry]:
    for number, zone in enumerate(ZONES, start=1):
        things = [_pair(thing) for thing in zone.about.split(";")]
        forms = [_pair(form) for form in zone.forms.split(",")]
        pairs = [(thing, form) for thing in things for form in forms]
        for place, (thing, form) in enumerate(pairs, start=1):
            yield ExhibitEntry(
                code=f"示例-{number:02}-{place:02}",
                name=thing[0] + form[0],
                name_en=f"{thing[1][0].upper()}{thing[1][1:]} {form[1]}",
                hall_id=halls[zone.hall],
                zone=zone.name,
                theme=zone.theme,
                keywords=f"{thing[0]} {zone.theme}",
                grades_from=zone.grades[0],
                grades_to=zone.grades[1],
                minutes=4 + place % 4 * 2,
                places=4 + place % 5 * 4,
            )


def _pair(words: str) -> tuple[str, str]:
    """共振鼓 resonating drum: the Chinese up to the first blank, then the English."""
    chinese, _, english = words.partition(" ")
    return chinese, english
