class Refusal(Exception):
    """
    One of these is a no that was foreseen; `str()` of it is a sentence for the person who asked.

    Every use case defines its own beside itself, with `words` as the sentence. Values named in the
    sentence are passed by keyword: `words = _("Only %(left)s are left.")`.
    """

    words: object = ""

    def __init__(self, words: object = "", **values: object) -> None:
        self.values = values
        super().__init__(words or self.words)

    def __str__(self) -> str:
        sentence = str(self.args[0])
        return sentence % self.values if self.values else sentence
