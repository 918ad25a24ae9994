"""The forms of an installation: those in files, those brought to the desk, and the lists that they may name."""
