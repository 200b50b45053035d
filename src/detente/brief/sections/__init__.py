"""The sections of a brief, one a file: each selects from the inputs and words what it found."""
