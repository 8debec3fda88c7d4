# SPDX-License-Identifier: LGPL-2.1-or-later
"""What each format says, in short, and where an engine looks for it."""

FILES = {"prometheus": "ppc-compat.prom", "nfd": "ppc-compat", "ansible": "ppc_compat.fact",
         "nova": "ppc-compat.yaml"}
DOWN = {"prometheus": ("# HELP ppc_compat_up Whether ppc-compatd answers.\n# TYPE ppc_compat_up gauge\n"
                       "ppc_compat_up 0\n"),
        "nfd": "ppc-compat.feature.node.kubernetes.io/up=false\n", "ansible": '{"up":false}\n',
        "nova": "meta:\n  schema_version: '1.0'\n"}
UP = {"prometheus": "\nppc_compat_up 1\n", "nfd": "/up=true\n", "ansible": '"up":true',
      "nova": "uuid: $COMPUTE_NODE\n"}
POWER11 = {"prometheus": 'mode_supported{mode="power11"} %d\n', "nfd": "/power11=%s\n", "ansible": '"power11":%s'}

# A mode that does not work has no trait; the first one is the newest that works.
NOVA = "additional:\n        - CUSTOM_PPC64_COMPAT_POWER%d\n"


def power11(engine, offered):
    if engine == "nova":
        return NOVA % (11 if offered else 10)
    return POWER11[engine] % (int(offered) if engine == "prometheus" else str(offered).lower())
