"""What a browser calls itself, in the few words its owner knows it by; nothing else of it is kept."""

#: First match counts: many name those they are like as well.
_BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "FxiOS": "Firefox",
    "SamsungBrowser": "Samsung Internet",
    "CriOS": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
_MACHINES = {
    "iPhone": "an iPhone",
    "iPad": "an iPad",
    "Android": "Android",
    "CrOS": "a Chromebook",
    "Windows": "Windows",
    "Mac OS X": "a Mac",
    "Linux": "Linux",
}


def browser_in_words(agent: str) -> str:
    """Mozilla/5.0 (Windows NT 10.0) … Firefox/140.0 -> Firefox on Windows; empty for what says nothing."""
    browser = next((name for mark, name in _BROWSERS.items() if mark in agent), "")
    machine = next((name for mark, name in _MACHINES.items() if mark in agent), "")
    return f"{browser or 'A browser'} on {machine}" if machine else browser
