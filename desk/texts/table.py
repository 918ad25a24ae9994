"""The table of people."""

from dialogs.texts import Text

SEARCH_NAME = Text("desk:search_name", "Name or number", "Field: whole words of a name, or the number of a person.")
SEARCH = Text("desk:search", "Search", "Button.")
SEARCHED = Text("desk:searched", "Searched for: {words}")
FORM = Text("desk:form", "Form")
FORM_STATE = Text("desk:form_state", "State of the form")
FORM_NONE = Text("desk:form_none", "Not begun", "State of a form.")
REVIEW_STATE = Text("desk:review_state", "Review", "Filter and column: what coordinators say of what was handed in.")
COLUMNS = Text("desk:columns", "Columns and answers", "Unfolds boxes to tick: what the table shows.")
COLUMNS_HOW = Text(
    "desk:columns_how",
    "Tick what the table is to show. Questions with choices that are shown can be filtered by.",
    "Above boxes to tick.",
)
CHOOSE_PERSON = Text("desk:choose_person", "Choose: {name}", "Box to tick, for screen readers.")
VIEWS = Text("desk:views", "Saved views", "Name of a row of links, for screen readers.")
VIEW_SAVE = Text("desk:view_save", "Save this view", "Unfolds a form, and its button.")
VIEW_NAME = Text("desk:view_name", "Name of the view", "Field.")
VIEW_SHARED = Text("desk:view_shared", "For the whole team", "Box to tick: others see it too.")
VIEW_REMOVE = Text("desk:view_remove", "Remove the view: {name}", "Button, for screen readers.")
VIEW_OF_ALL = Text("desk:view_of_all", "whole team", "After the name of a view that everybody sees.")
