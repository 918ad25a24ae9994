"""Everything that a button of the menu can do, by name: `help`, `lang:uk`, `form:skills_short`, `prefer:whatsapp` …"""

from dialogs import family, linking, menu, phones
from dialogs.turn import Turn
from dialogs.workshops import actions as workshop_actions

ACTIONS = {**menu.ACTIONS, **linking.ACTIONS, **phones.ACTIONS, **family.ACTIONS, **workshop_actions.ACTIONS}
ACTIONS_ON = {**menu.ACTIONS_ON, **linking.ACTIONS_ON, **phones.ACTIONS_ON, **workshop_actions.ACTIONS_ON}


def act(turn: Turn, name: str) -> None:
    """Carry out an action. An unknown one shows the menu."""
    verb, _, what = name.partition(":")
    if verb in ACTIONS:
        ACTIONS[verb](turn)
    elif verb in ACTIONS_ON:
        ACTIONS_ON[verb](turn, what)
    else:
        menu.menu(turn)
