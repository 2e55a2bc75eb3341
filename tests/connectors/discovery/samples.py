"""What hosts of several kinds answer, as the script prints it."""

from __future__ import annotations

from steersman.connectors.discovery.settings import DiscoverySettings

DEBIAN = {
    "user": "0",
    "today": "2026-03-20",
    "machine": "3d1219c7c4c5404aaa1f6d2a48adfda4",
    "dmi": "sys_vendor=Dell Inc.\nproduct_name=PowerEdge R650\nproduct_serial=7XKQ9B3\n"
    "product_uuid=4c4c4544-0058-4b10-8051-b7c04f394233",
    "virtual": "none",
    "os": 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"',
    "kernel": "web1\n6.1.0-18-amd64\nx86_64",
    "fqdn": "web1.example.org",
    "size": "16\nMemTotal:       65800252 kB",
    "links": "eth0 aa:bb:cc:00:11:22",
    "addresses": "1: lo    inet 127.0.0.1/8 scope host lo\n"
    "2: eth0    inet 192.0.2.10/24 brd 192.0.2.255 scope global eth0\n"
    "2: eth0    inet6 fe80::1/64 scope link",
    "route": "default via 192.0.2.1 dev eth0",
    "dpkg": "installed\topenssl\t3.0.11-1~deb12u2\topenssl\t3.0.11-1~deb12u2\n"
    "installed\tlibssl3\t3.0.11-1~deb12u2\topenssl\t3.0.11-1~deb12u2\n"
    "installed\tlibssl1.1\t1.1.1w-0+deb11u1\topenssl\t1.1.1w-0+deb11u1\n"
    "installed\tnginx\t1.22.1-9\tnginx\t1.22.1-9\n"
    "config-files\tapache2\t2.4.57-2\tapache2\t2.4.57-2\n"
    "installed\ttree\t2.1.0-1\ttree\t2.1.0-1\n"
    "installed\tdash\t0.5.12-2\tdash\t0.5.12-2\n"
    "installed\topenjdk-17-jre-headless\t17.0.10+7-1~deb12u1\topenjdk-17\t17.0.10+7-1~deb12u1",
    "upgrades": "2026-03-01 06:25:12 upgrade openssl:amd64 3.0.9-1 3.0.11-1\n"
    "2026-03-12 06:25:13 upgrade nginx:amd64 1.22.1-8 1.22.1-9",
    "systemd": "Id=nginx.service\nLoadState=loaded\nActiveState=active\nSubState=running\n"
    "ExecStart={ path=/usr/sbin/nginx ; argv[]=/usr/sbin/nginx -g daemon on ; ignore_errors=no }\n"
    "\nId=backup.service\nLoadState=loaded\nActiveState=failed\nSubState=failed\n"
    "ExecStart={ path=/bin/sh ; argv[]=/bin/sh -c backup ; ignore_errors=no }\n"
    "\nId=systemd-logind.service\nLoadState=loaded\nActiveState=active\nSubState=running\n"
    "\nId=apt-daily.service\nLoadState=loaded\nActiveState=inactive\nSubState=dead\n",
    "listeners": "Netid State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n"
    'tcp LISTEN 0 511 0.0.0.0:443 0.0.0.0:* users:(("nginx",pid=812,fd=6))\n'
    'tcp LISTEN 0 4096 *:9100 *:* users:(("node_exporter",pid=77,fd=3))\n'
    "udp UNCONN 0 0 0.0.0.0:51820 0.0.0.0:*",
    "processes": "812\tnginx.service\t/usr/sbin/nginx\n77\t\t/opt/node_exporter",
    "owners": "nginx: /usr/sbin/nginx\ndash: /bin/sh",
}
RHEL = {
    **DEBIAN,
    "machine": "00aa19c7c4c5404aaa1f6d2a48adf0bb",
    "dmi": "sys_vendor=QEMU\nproduct_name=Standard PC (Q35)\nproduct_serial=Not Specified\n"
    "product_uuid=5D3C9A42-0058-4B10-8051-B7C04F394299",
    "virtual": "kvm\nhypervisor",
    "os": 'NAME="Red Hat Enterprise Linux"\nVERSION_ID="9.4"\nID="rhel"',
    "kernel": "db1.example.org\n5.14.0-427.el9.x86_64\nx86_64",
    "fqdn": "db1.example.org",
    "addresses": "2: eth0    inet 192.0.2.20/24 scope global eth0",
    "rpm": "installed\topenssl\t3.0.7-27.el9\topenssl-3.0.7-27.el9.src.rpm\t1710000000\n"
    "installed\topenssl-libs\t3.0.7-27.el9\topenssl-3.0.7-27.el9.src.rpm\t1710000000\n"
    "installed\tpostgresql-server\t13.14-1.el9_3\tpostgresql-13.14-1.el9_3.src.rpm\t1710000100\n"
    "installed\tgpg-pubkey\tfd431d51-4ae0493b\t(none)\t1600000000",
    "upgrades": "2026-02-02T06:25:11+0000 SUBDEBUG Upgrade: openssl-1:3.0.7-27.el9.x86_64",
    "systemd": "Id=postgresql.service\nLoadState=loaded\nActiveState=active\nSubState=running\n"
    "ExecStart={ path=/usr/bin/postmaster ; argv[]=/usr/bin/postmaster ; ignore_errors=no }\n",
    "listeners": 'tcp LISTEN 0 244 [::]:5432 [::]:* users:(("postmaster",pid=5,fd=6))',
    "processes": "5\tpostgresql.service\t/usr/bin/postgres",
    "owners": "/usr/bin/postmaster\t/usr/bin/postgres\npostgresql-server: /usr/bin/postgres",
}
del RHEL["dpkg"]
ALPINE = {
    **{name: DEBIAN[name] for name in ("user", "today")},
    "machine": "",
    "os": 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.19.1',
    "kernel": "edge\n6.6.14-0-virt\nx86_64",
    "fqdn": "localhost",
    "size": "1\nMemTotal:        1013000 kB",
    "addresses": "2: eth0    inet 192.0.2.30/24 scope global eth0",
    "apk": "installed\tlibssl3\t3.1.4-r5\topenssl\t3.1.4-r5\n"
    "installed\tmusl\t1.2.4_git20230717-r4\tmusl\t1.2.4_git20230717-r4",
    "openrc": "Runlevel: default\n sshd                    [  started  ]\n"
    "Runlevel: boot\n sshd                    [  started  ]\n"
    " crond                   [  crashed  ]\nDynamic Runlevel: manual",
    "listeners": "Active Internet connections (only servers)\n"
    "Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program\n"
    "tcp        0      0 0.0.0.0:22              0.0.0.0:*               LISTEN      812/sshd\n"
    "udp        0      0 0.0.0.0:68              0.0.0.0:*                           500/udhcpc",
}


def settings(*hosts: str, **more: object) -> DiscoverySettings:
    return DiscoverySettings.model_validate(
        {
            "hosts": hosts or ("web1.example.org",),
            "user": "steersman",
            "key_file": "key",
            "known_hosts": "known_hosts",
            **more,
        }
    )
