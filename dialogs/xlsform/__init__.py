"""XForms, as pyxform makes them of workbooks, become Forms; and Forms become the rows of workbooks again."""
