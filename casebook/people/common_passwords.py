"""The commonest passwords of twelve characters and more, and patterns people fall back on; shorter ones are refused
by their length. A fixed list, so that no password is ever sent anywhere to be checked."""

_STEMS = (
    "password", "passw0rd", "welcome", "qwertyuiop", "letmein", "iloveyou", "sunshine", "football", "liverpool",
    "manchester", "birmingham", "hospital", "doctor", "medicine", "casebook", "changeme", "administrator", "princess",
    "superman", "computer", "internet", "starwars", "september", "november", "december", "february",
)  # fmt: skip
_TAILS = (
    "1234",
    "12345",
    "123456",
    "1234567",
    "12345678",
    "123456789",
    "1234567890",
    "2024",
    "2025",
    "2026",
    "1234!",
    "123!",
)

#: Lower-case; compared with the lower-case password.
COMMON: frozenset[str] = frozenset(
    [stem + tail for stem in _STEMS for tail in _TAILS]
    + [stem * 2 for stem in _STEMS]
    + [stem + "123" + stem for stem in _STEMS]
    + [
        "123456789012", "1234567890123", "123123123123", "111222333444", "qwertyuiop12", "qwertyuiop123",
        "qwertyuiop[]", "1q2w3e4r5t6y", "1qaz2wsx3edc", "qazwsxedcrfv", "abcdefghijkl", "abcdefghijklm", "abc123abc123",
        "asdfghjkl123", "zaq12wsxcde3", "unbelievable", "administrator", "iloveyou1234", "correcthorsebatterystaple",
        "trustno1trustno1", "passwordpassword", "thisismypassword", "mypassword123", "letmeinplease", "whatever1234",
    ]
)  # fmt: skip
