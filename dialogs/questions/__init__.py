"""One question and its answer: how it is put, which buttons it has, what people mean by what they write, and what is done with it."""
