"""Runs faster-whisper in a process of its own: one line of JSON for each stretch of speech, with its words.

Run as a script by `faster_whisper.py` (`python -I faster_whisper_child.py QUESTION`); imports nothing of casebook.
"""

import json
import sys


def main() -> None:
    """Hear one sound and say its words."""
    question = json.loads(sys.argv[1])
    try:
        from faster_whisper import WhisperModel
    except ImportError:
        sys.exit(3)

    model = WhisperModel(
        question["model"], device="cpu", compute_type="int8", cpu_threads=question["threads"], local_files_only=True
    )
    segments, _ = model.transcribe(question["sound"], word_timestamps=True, condition_on_previous_text=False)
    for segment in segments:
        words = [[round(w.start * 1000), round(w.end * 1000), w.word.strip()] for w in segment.words or ()]
        print(json.dumps({"until_ms": round(segment.end * 1000), "words": words}), flush=True)


if __name__ == "__main__":
    main()
