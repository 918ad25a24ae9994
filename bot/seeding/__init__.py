"""The past with which the demo begins, all of it invented."""
