"""What each kind of letter says: plain text, no name, nothing that anybody wrote here."""

from dataclasses import dataclass

from .letter import LetterKind


@dataclass(frozen=True)
class Words:
    """A letter's subject and text. `{site}` is the library's address, `{link}` one made for this letter, `{about}` what
    the letter names: a provider, a cohort."""

    subject: str
    text: str


_END = "\n\nThis was sent by casebook at {site}. Nobody reads answers to it.\n"

WORDS: dict[LetterKind, Words] = {
    LetterKind.set_password: Words(
        "Your casebook account",
        "An account has been made for you in casebook, where doctors tell of decisions they had to make.\n\n"
        "Choose a password here, within seven days:\n\n{link}\n\n"
        "If you did not expect this, do nothing: nobody can sign in to the account without your password.",
    ),
    LetterKind.password_reset: Words(
        "A new password for casebook",
        "Somebody, probably you, asked to choose a new password for this address.\n\n"
        "The link works once and for an hour. Choosing a password signs you out everywhere else.\n\n{link}\n\n"
        "If it was not you, do nothing: your password stays as it is.",
    ),
    LetterKind.second_factor_changed: Words(
        "Your second step of signing in was changed",
        "The second step by which you sign in to casebook was added, changed or removed.\n\n"
        "If it was not you, choose a new password at once and tell your organisation:\n\n{site}/forgotten-password",
    ),
    LetterKind.password_changed: Words(
        "Your password for casebook was changed",
        "The password by which you sign in to casebook was changed, and every other browser was signed out.\n\n"
        "If it was not you, choose a new password at once and tell your organisation:\n\n{site}/forgotten-password",
    ),
    LetterKind.account_unused: Words(
        "Your casebook account will be closed",
        "You have not been in casebook for a long time. Your account will be closed, and everything you wrote there "
        "deleted, {about} days from now.\n\n"
        "If you want to keep it, sign in once before then:\n\n{site}/sign-in\n\n"
        "If you do not, there is nothing to do.",
    ),
    LetterKind.consent_expiring: Words(
        "Consents that end soon",
        "Consents for recordings in casebook end soon: {about}. After its last day a recording is shown to nobody.\n\n"
        "Which they are, and everything they touch, is in the register:\n\n{site}/consents\n\n"
        "If a contributor agrees to more, write a new consent down before then.",
    ),
    LetterKind.provider_linked: Words(
        "Another way to sign in to casebook",
        "Your casebook account can now be opened by signing in with {about}.\n\n"
        "If it was not you, choose a new password at once and tell your organisation:\n\n{site}/forgotten-password",
    ),
    LetterKind.provider_unlinked: Words(
        "A way to sign in to casebook was ended",
        "Your casebook account is no longer opened by signing in with {about}.\n\n"
        "If it was not you, choose a new password at once and tell your organisation:\n\n{site}/forgotten-password",
    ),
    LetterKind.words_handed_over: Words(
        "Words you wrote in casebook were handed over",
        "A court or another authority demanded words that you wrote in casebook, and they were handed over, as the law "
        "requires. The file that was made opens for nobody but whoever demanded it.\n\n"
        "When, what kinds of words, and the reference by which your organisation can tell you more, is here:\n\n"
        "{site}/account",
    ),
    LetterKind.joining: Words(
        "An invitation to learn together",
        "You are invited to join {about} in casebook: hear decisions that doctors had to make, say what you would do, "
        "and see how colleagues reason.\n\n"
        "This link is for you alone. Whoever has it can join in your name, so pass it on to nobody:\n\n{link}\n\n"
        "If you did not expect this, do nothing.",
    ),
}  # fmt: skip


def words_of(kind: LetterKind, *, site: str, link: str, about: str) -> Words:
    """A letter as it is sent."""
    words = WORDS[kind]
    text = (words.text + _END).format(site=site, link=link, about=" ".join(about.split()))
    return Words(words.subject, text)
