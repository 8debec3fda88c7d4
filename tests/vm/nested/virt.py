# SPDX-License-Identifier: LGPL-2.1-or-later
"""Starts real guests in a host as a user of libvirt does it: in a domain into which the printed XML is pasted."""

import qemu as qemus
from nested import guests, inside

# libvirt is unpacked, not installed: what its packages would have set up is done here. libvirtd wants its
# user to be there. QEMU runs as root all the same, for /dev/kvm, and writes its log itself, since virtlogd is not there.
SET_UP = '''
set -e
printf '#!/bin/sh\\nexec {qemu} "$@"\\n' > {emulator}
chmod 755 {emulator}
cat > /etc/libvirt/qemu.conf << 'EOF'
user = "root"
group = "root"
dynamic_ownership = 0
remember_owner = 0
security_driver = "none"
stdio_handler = "file"
namespaces = []
cgroup_controllers = []
EOF
sed -i '/^auth_unix/d' /etc/libvirt/libvirtd.conf
printf 'auth_unix_ro = "none"\\nauth_unix_rw = "none"\\nunix_sock_group = "root"\\nunix_sock_ro_perms = "0777"\\n' \\
    >> /etc/libvirt/libvirtd.conf
echo 'u libvirt-qemu' | systemd-sysusers -
systemd-run --quiet --unit={service} --property=KillMode=process --property=Type=notify libvirtd
virsh --connect qemu:///system version
'''
EMULATOR = '/usr/bin/qemu-system-ppc64'
SERVICE = 'nested-libvirtd'
VIRSH = 'virsh --quiet --connect qemu:///system'
NAME = 'guest'
DOMAIN = '''
<domain type='kvm'>
  <name>{name}</name>
  <memory unit='MiB'>512</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='ppc64le' machine='pseries'>hvm</type>
    <kernel>{folder}/kernel</kernel>
    <initrd>{folder}/initrd</initrd>
    <cmdline>console=hvc0 quiet</cmdline>
  </os>
  {printed}
  <on_crash>destroy</on_crash>
  <devices>
    <emulator>{emulator}</emulator>
    <controller type='usb' model='none'/>
    <serial type='file'>
      <source path='/run/{name}.console'/>
    </serial>
    <memballoon model='none'/>
  </devices>
</domain>
'''
DEFINE = '''
cat > /run/domain.xml << 'EOF'
{domain}
EOF
{virsh} define {options} /run/domain.xml
'''
# A guest that has ended is no error of virsh, and one that KVM cannot run any more stays, paused.
RUN = '''
rm -f /run/{name}.console
{virsh} {command} || status=$?
if [ -z "${{status-}}" ]; then
    left={limit}
    while [ "$({virsh} domstate {name})" = running ] && [ $left -gt 0 ]; do
        sleep 1
        left=$((left - 1))
    done
    status=0
    [ $left -gt 0 ] || status=124
fi
{virsh} destroy {name} > /dev/null 2>&1
cat /run/{name}.console /var/log/libvirt/qemu/{name}.log
rm -f /var/log/libvirt/qemu/{name}.log
{virsh} undefine {name}
exit $status
'''


def set_up(agent):
    """The version of libvirt, and of the QEMU that it has found."""
    script = SET_UP.format(qemu=' '.join(qemus.run_from(inside.FOLDER)), emulator=EMULATOR, service=SERVICE)
    return agent.run(script, limit=guests.LIMIT)


def domain(printed, name=NAME):
    return DOMAIN.format(name=name, folder=inside.FOLDER, emulator=EMULATOR, printed=printed)


def define(agent, text, options=''):
    return agent.run(DEFINE.format(domain=text, options=options, virsh=VIRSH))


def run_defined(agent, name=NAME, command=None):
    """
    Starts a domain, by this command of virsh, waits for its end and undefines it: a status that is 0 where it was
    started, and what virsh, QEMU and the guest said.
    """
    script = RUN.format(name=name, command=command or f'start {name}', virsh=VIRSH, limit=guests.LIMIT)
    result = agent.run(script, limit=guests.LIMIT + 60)
    return result.status, guests.plain(result)


def run_domain(agent, text, options=''):
    """Defines a domain, with these options, and runs it, unless it is refused before."""
    defined = define(agent, text, options)
    return run_defined(agent) if defined.status == 0 else (defined.status, guests.plain(defined))


def run(agent, printed):
    return run_domain(agent, domain(printed))


def start(agent, printed, mode):
    """With what is printed in it the domain is also one of libvirt's schema."""
    return guests.judge(*run_domain(agent, domain(printed), '--validate'), mode)
