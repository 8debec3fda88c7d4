# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a support report of sos has of the compatibility modes."""

from sos.report.plugins import DebianPlugin, Plugin, RedHatPlugin, SuSEPlugin, UbuntuPlugin


# Not as an IndependentPlugin, which sos 4.0 leaves out on Debian.
class PpcCompat(Plugin, RedHatPlugin, DebianPlugin, UbuntuPlugin, SuSEPlugin):
    short_desc = 'Processor compatibility modes of KVM guests on POWER'
    plugin_name = 'ppc_compat'
    profiles = ('system', 'virt')
    commands = ('ppc-compatctl',)

    def setup(self):
        # The client never starts the daemon; without one its message is what is collected.
        for words, name in (('status', 'status'), ('--json=pretty describe', 'describe.json'),
                            ('--json=pretty history', 'history.json'), ('--json=pretty guest', 'guest.json')):
            self.add_cmd_output(f'ppc-compatctl {words}', suggest_filename=name)
        self.add_journal('ppc-compatd')
