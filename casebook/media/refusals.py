"""Every reason for which a recording or a clip is refused, in words for its author: what is wrong and what to do."""

from enum import StrEnum

from ..errors import ClipUnreadable

_AGAIN = "Export it again as MP4 (H.264 with AAC sound) and send that."


class Refusal(StrEnum):
    """The closed list. `{…}` is filled in by `error`; nothing else in casebook makes a ClipUnreadable."""

    # the file
    empty = "This file is empty. Send the recording again."
    too_many_bytes = (
        "This recording is {size} large; at most {most} are taken. Export it at 1080p, or cut it into parts and "
        "send each."
    )
    playlist = f"This is a list that points to other files, not a recording. {_AGAIN}"
    subtitles = "This file holds captions, not a recording. Send the recording, then add the captions to its clip."
    picture = "This is a picture, not a recording. Send a film or a sound recording; pictures go with a sound."
    document = "This is a document, not a recording. Send a film or a sound recording."
    text = "This is text, not a recording. Send a film or a sound recording."
    broken = f"This recording is broken: its end or its index is missing. Copy it again, whole. {_AGAIN}"
    unknown = f"We cannot read this file as film or sound. {_AGAIN}"
    # what is in it
    too_many_tracks = (
        "This recording has {tracks} tracks; at most {most} are taken. Export it again with one picture and one "
        "sound track."
    )
    picture_too_large = (
        "This picture is too large: {width} × {height} points; at most {long} × {short} are taken. Export it again "
        "at 1080p."
    )
    picture_too_small = "This picture is too small to see anything. Send the recording as it was made."
    too_fast = "This film has more than {most} pictures a second. Export it again at 25 or 30 a second."
    too_many_channels = "This sound has {channels} channels; at most {most} are taken. Export it in stereo."
    no_such_sound_track = (
        "Sound track {number} of this recording is not there or cannot be read; these can: {numbers}. Choose another."
    )
    no_picture = (
        "This was sent as a film but has no picture that we can read. Send it as sound, or export it again as MP4 "
        "(H.264)."
    )
    nothing_readable = f"There is no film and no sound in this file that we can read. {_AGAIN}"
    other_codecs = f"This recording is made in a way we do not read ({{codecs}}). {_AGAIN}"
    damaged = f"This recording is damaged: our programs stop in the middle of it. {_AGAIN}"
    # how long it is
    too_short = "This recording is shorter than one second. Send the whole recording."
    too_long = "This recording lasts {length}; at most {most} are taken. Cut it into shorter parts and send each."
    end_missing = (
        "This recording says it lasts {said}, but only {length} can be read: its end is missing. Copy or export it "
        "again, whole."
    )
    # the pictures of a slideshow
    slideshow_without_sound = (
        "There is no sound in this recording that we can read, and a slideshow needs sound. Send it with its sound."
    )
    slideshow_without_pictures = "A slideshow needs at least one picture. Add one, or send the recording as sound."
    too_many_pictures = "A slideshow can have at most {most} pictures; this one has {pictures}."
    still_unreadable = "Picture {number} of this slideshow cannot be read. Send it as JPEG or PNG."
    still_too_many_bytes = "Picture {number} of this slideshow is larger than {most}. Make it smaller."
    still_wrong_size = (
        "Picture {number} of this slideshow is {width} × {height} points; between {least} and {most} are taken."
    )
    # the cut
    cut_backwards = "A clip must end after it begins. Move its beginning or its end."
    cut_too_short = "This clip is shorter than half a second. Move its beginning or its end."
    cut_after_the_picture = (
        "The picture of this recording ends at {ends}, and this clip begins after that. Move its beginning."
    )
    cut_past_the_end = "This clip ends at {ends}, but its recording lasts only {length}. Move its end."

    def error(self, **known: object) -> ClipUnreadable:
        """The error to raise, with what is known of this recording."""
        return ClipUnreadable(self.value.format(**known))
