#!/usr/bin/env bash
#
# Makes MRT files with real routers: FRR and BIRD peer with each other in two network namespaces, learn routes with
# every attribute that they can attach, lose a session, and write what they heard and what they know.
#
#   make-mrt-dumps.sh DIR     needs root, Linux, and Debian's packages frr, bird2, iproute2
#
# Leaves in DIR: frr-all.mrt (BGP4MP with messages of all kinds and states), frr-updates-et.mrt (BGP4MP_ET),
# frr-table.mrt (TABLE_DUMP_V2), bird-messages.mrt (BGP4MP, ADDPATH among them), bird-table4.mrt and bird-table6.mrt
# (TABLE_DUMP_V2, ADDPATH entries among them: RFC 8050). Traffic stays within the namespaces; all daemons end with the
# script.

set -euo pipefail

out=$(realpath "$1")
mkdir -p "$out"
work=$(mktemp -d)
chmod 755 "$work"
id=sdnsim-mrt-$$
frr=$id-f
bird=$id-b
frr_lib=/usr/lib/frr
pids=()

in_ns() { ip netns exec "$@"; }

finish() {
  local pid
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do
    for _ in $(seq 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.05; done
  done
  ip netns del "$frr" 2>/dev/null || true
  ip netns del "$bird" 2>/dev/null || true
  rm -rf "/etc/frr/$frr" "/var/run/frr/$frr" "$work"
}
trap finish EXIT

# started FILE: a daemon wrote its process id there
started() {
  for _ in $(seq 100); do [ -s "$1" ] && break; sleep 0.05; done
  pids+=("$(cat "$1")")
}

for name in "$frr" "$bird"; do
  ip netns add "$name"
  ip -n "$name" link set lo up
done
ip -n "$frr" link add eth0 type veth peer name eth0 netns "$bird"
for step in "$frr 1" "$bird 2"; do
  set -- $step
  ip -n "$1" link set eth0 up
  ip -n "$1" addr add "192.0.2.$2/24" dev eth0
  ip -n "$1" addr add "2001:db8::$2/64" dev eth0 nodad
  ip -n "$1" addr add "fe80::$2/64" dev eth0 nodad
  # More sessions between the same two routers: one of two-octet AS numbers, one with added paths, one internal.
  for n in 1 2 3; do ip -n "$1" addr add "192.0.2.$n$2/24" dev eth0; done
done

mkdir -p "/etc/frr/$frr" "/var/run/frr/$frr" "$work/frr"
cat >"/etc/frr/$frr/frr.conf" <<X
frr version 8.4.4
frr defaults datacenter
hostname frr
log file $work/frr/log
dump bgp all $work/frr/all.mrt
dump bgp updates-et $work/frr/updates-et.mrt
dump bgp routes-mrt $work/frr/table.mrt
bgp large-community-list standard none permit 0:0:0
ip prefix-list late permit 203.0.113.0/24
route-map rich permit 5
 match ip address prefix-list late
 set as-path prepend 64496 64497 64498
 set origin incomplete
route-map rich permit 10
 set metric 77
 set community 65001:100 65001:200 no-export additive
 set extcommunity rt 65001:42
 set large-community 4200000001:1:2 4200000001:3:4
router bgp 65001
 bgp router-id 192.0.2.1
 no bgp ebgp-requires-policy
 no bgp network import-check
 timers bgp 3 9
 neighbor 192.0.2.2 remote-as 4200000001
 neighbor 192.0.2.12 remote-as 64900
 neighbor 192.0.2.12 update-source 192.0.2.11
 neighbor 192.0.2.22 remote-as 64901
 neighbor 192.0.2.22 update-source 192.0.2.21
 neighbor 192.0.2.32 remote-as 65001
 neighbor 192.0.2.32 update-source 192.0.2.31
 neighbor 2001:db8::2 remote-as 4200000001
 neighbor 2001:db8::2 update-source 2001:db8::1
 address-family ipv4 unicast
  network 203.0.113.0/24
  network 198.51.100.0/25
  network 198.51.100.128/25
  aggregate-address 198.51.100.0/24
  aggregate-address 10.0.0.0/8 as-set
  neighbor 192.0.2.2 route-map rich out
  neighbor 192.0.2.12 route-map rich out
  neighbor 192.0.2.22 addpath-tx-all-paths
  no neighbor 2001:db8::2 activate
 exit-address-family
 address-family ipv6 unicast
  network 2001:db8:f::/48
  neighbor 2001:db8::2 activate
 exit-address-family
X
: >"/etc/frr/$frr/vtysh.conf"
chown -R frr:frr "/etc/frr/$frr" "/var/run/frr/$frr" "$work/frr"

cat >"$work/bird.conf" <<X
router id 192.0.2.2;
mrtdump "$work/bird-messages.mrt";
protocol device {}
protocol static four {
  ipv4;
  route 10.1.0.0/16 blackhole { bgp_community.add((64500, 1)); bgp_path.prepend(4200000099); };
  route 10.2.0.0/16 blackhole { bgp_med = 4000000000; bgp_origin = ORIGIN_EGP; };
  route 10.3.3.0/25 blackhole { bgp_ext_community.add((rt, 64500, 7)); bgp_ext_community.add((ro, 4200000001, 8)); };
  route 10.4.4.4/32 blackhole { bgp_large_community.add((4200000001, 2, 3)); bgp_local_pref = 250; };
  route 0.0.0.0/0 blackhole;
}
protocol static six {
  ipv6;
  route 2001:db8:b::/48 blackhole { bgp_community.add((64500, 6)); bgp_med = 6; };
  route 2001:db8:b:1::/64 blackhole;
  route ::/0 blackhole;
}
template bgp common {
  hold time 9;
  keepalive time 3;
  connect delay time 1;
  error wait time 1, 1;
  mrtdump { states, messages };
  ipv4 { import all; export where source = RTS_STATIC; next hop self; };
}
protocol bgp four_octet from common { local 192.0.2.2 as 4200000001; neighbor 192.0.2.1 as 65001; }
protocol bgp two_octet from common { local 192.0.2.12 as 64900; neighbor 192.0.2.11 as 65001; enable as4 off; }
protocol bgp added from common { local 192.0.2.22 as 64901; neighbor 192.0.2.21 as 65001; ipv4 { add paths on; }; }
protocol bgp inside from common { local 192.0.2.32 as 65001; neighbor 192.0.2.31 as 65001; }
protocol bgp version6 {
  local 2001:db8::2 as 4200000001;
  neighbor 2001:db8::1 as 65001;
  hold time 9;
  keepalive time 3;
  connect delay time 1;
  mrtdump { states, messages };
  ipv6 { import all; export where source = RTS_STATIC; next hop self; };
}
X

# BIRD first: it keeps the state changes of its first, vain attempts.
in_ns "$bird" bird -c "$work/bird.conf" -s "$work/bird.ctl" -P "$work/bird.pid"
started "$work/bird.pid"
in_ns "$frr" "$frr_lib/zebra" -N "$frr" -d -u frr -g frr -i "$work/frr/zebra.pid" -f "/etc/frr/$frr/frr.conf" \
  2>>"$work/frr/err"
started "$work/frr/zebra.pid"
in_ns "$frr" "$frr_lib/bgpd" -N "$frr" -d -u frr -g frr -i "$work/frr/bgpd.pid" -f "/etc/frr/$frr/frr.conf" \
  2>>"$work/frr/err"
started "$work/frr/bgpd.pid"

birdc_() { birdc -s "$work/bird.ctl" "$@" >/dev/null; }
vtysh_() { vtysh -N "$frr" "$@" >/dev/null; }

for _ in $(seq 300); do
  [ "$(birdc -s "$work/bird.ctl" show protocols | grep -c Established)" = 5 ] && break
  sleep 0.1
done
[ "$(birdc -s "$work/bird.ctl" show protocols | grep -c Established)" = 5 ] || {
  echo 'make-mrt-dumps: the sessions did not come up' >&2
  birdc -s "$work/bird.ctl" show protocols >&2
  exit 1
}
sleep 2
# A withdrawal and a session that ends with a NOTIFICATION and comes back.
vtysh_ -c 'configure terminal' -c 'router bgp 65001' -c 'address-family ipv4 unicast' -c 'no network 203.0.113.0/24'
sleep 1
birdc_ restart two_octet
sleep 4
birdc_ 'mrt dump table "master4" to "'"$work/bird-table4-now.mrt"'"'
birdc_ 'mrt dump table "master6" to "'"$work/bird-table6-now.mrt"'"'
# FRR rewrites the file of its table when it is told to dump anew.
vtysh_ -c 'configure terminal' -c "dump bgp routes-mrt $work/frr/table-now.mrt 1"
sleep 2.5
vtysh_ -c 'configure terminal' -c 'no dump bgp routes-mrt' -c 'no dump bgp all' -c "no dump bgp updates" || true

# install, not cp: FRR's files are its own.
install -m 644 "$work/frr/all.mrt" "$out/frr-all.mrt"
install -m 644 "$work/frr/updates-et.mrt" "$out/frr-updates-et.mrt"
install -m 644 "$work/frr/table-now.mrt" "$out/frr-table.mrt"
install -m 644 "$work/bird-messages.mrt" "$out/bird-messages.mrt"
install -m 644 "$work/bird-table4-now.mrt" "$out/bird-table4.mrt"
install -m 644 "$work/bird-table6-now.mrt" "$out/bird-table6.mrt"
