# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a simulated RTX shows of filters, NAT and queues."""

from __future__ import annotations

import pytest

from tests.unit.lab.yamaha_rtx_support import STARTUP, box, chief, play

_MORE = """\
ip filter 3 pass * * udp 5060
ip filter dynamic 80 * * www
queue lan2 type shaping
speed lan2 100M
queue lan2 class filter list 41 42
queue lan2 class property 4 bandwidth=6M,100M
pp select 1
 ip pp secure filter out 1 99 dynamic 80
 ip pp nat descriptor 1000
 queue pp default class 3
nat descriptor type 1000 masquerade
nat descriptor masquerade static 1000 1 192.168.21.9 tcp 8080=www
"""


@pytest.mark.requirement("RX-70")
@play
async def test_the_filters_of_an_interface() -> None:
    async with chief(box(STARTUP + _MORE)) as here:
        assert await here.do("show ip secure filter lan1 in") == "LAN1 IN\n  ip filter 1 pass * * icmp\n  ip filter 2 reject * * tcp * 135"
        said = await here.do("show ip secure filter pp 1")
        assert said == "PP[01] IN\n  No filter\nPP[01] OUT\n  ip filter 1 pass * * icmp\n  ip filter 99\n  ip filter dynamic 80 * * www"
        assert await here.do("pp select 1", "show ip secure filter pp out") == said.partition("No filter\n")[2]


@pytest.mark.requirement("RX-70")
@play
async def test_the_nat_tables() -> None:
    async with chief(box(STARTUP + _MORE)) as here:
        said = await here.do("show nat descriptor address")
        assert "1000, Applied interface : PP[01](1)" in said and "Static: 192.168.21.9 tcp 8080=www" in said and said.endswith("tables: 1")
        assert (await here.do("show nat descriptor address 7 detail")).endswith("tables: 0")
        said = await here.do("console character ja.sjis", "show nat descriptor address all")
        assert said.startswith("参照NATディスクリプタ : 1000, 適用インタフェース : PP[01](1)\n")


@pytest.mark.requirement("RX-70")
@play
async def test_the_queues() -> None:
    async with chief(box(STARTUP + _MORE)) as here:
        said = await here.do("show status qos all")
        assert [line.split()[-1] for line in said.splitlines()[:5]] == ["LAN2", "shaping", "100M", "2", "42"]
        assert "Class 4: bandwidth=6M,100M" in said and "PP[01]" in said
        assert (await here.do("show status qos length pp 1")).startswith("PP[01]") and await here.do("show status qos all lan1") == ""


@play
async def test_what_is_not_there_is_refused() -> None:
    async with chief(box()) as here:
        for line, error in (
            ("show ip secure filter", "Insufficient or too many parameters"), ("show ip secure filter lan9", "Parameter out of range"),
            ("show ip secure filter wlan", "Illegal keyword"), ("show ip secure filter pp", "Execute pp select command beforehand"),
            ("show ip secure filter pp 999", "Parameter out of range"), ("show ip secure filter lan1 both", "Illegal keyword"),
            ("show nat descriptor address x", "Parameter must be an integer"), ("show status qos", "Insufficient or too many parameters"),
            ("show status qos some", "Illegal keyword"), ("show status qos all lan1 lan2", "Insufficient or too many parameters"),
        ):
            assert await here.do(line) == f"Error: {error}"


@pytest.mark.requirement("RX-25")
@play
async def test_the_anonymous_peer() -> None:
    async with chief(box()) as here:
        await here.do("pp select anonymous", "ip pp mtu 1400")
        assert here.prompt == "ppanonymous# " and await here.do("show config pp") == "pp select anonymous\n ip pp mtu 1400"
        assert "PP[anonymous] IN" in await here.do("show ip secure filter pp")
        assert await here.do("show nat descriptor address") != await here.do("show status qos all")
