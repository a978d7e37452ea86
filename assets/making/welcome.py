"""What the program says aloud while it welcomes: its own sentences from `assets/words/`, into `assets/voices/`.

    python welcome.py                   # all of them
    python welcome.py only=da

The voices are placeholders until people record: English is hibari's, all others espeak-ng's.
"""

import sys
import unicodedata
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import resample_poly

from sound import RATE, write_vorbis
from speakers import Espeak, cleaned, espeak, sentence
from voices import finished

ASSETS = Path(__file__).resolve().parent.parent
LEAD, TAIL = 0.06, 0.2  # seconds of silence
KEPT_RATE, QUALITY = 24000, 0.1  # what both voices are made of reaches no higher

OWN_NAMES = {
    "da": "Dansk",
    "en": "English",
    "sv": "Svenska",
    "nb": "Norsk",
    "de": "Deutsch",
    "uk": "Українська",
    "ar": "العربية",
}

# By what they are called in the files of words: what each step of the welcome says, and what can be chosen there.
STEPS = "practice-title practice-gaze practice-hand practice-mouse practice-switch comfort-title comfort note-title go-on leave-out".split()
CHOICES = "captions-follow captions-stay captions-off text-normal text-larger text-largest mono still ready".split()
# Every file brings 4 kB of tables along: what can be chosen is said only in the sample tour's languages.
SENTENCES = {language: STEPS + (CHOICES if language in ("da", "en") else []) for language in OWN_NAMES}

# espeak-ng's voice, its words a minute, its pitch in hertz.
VOICES = {
    "da": Espeak("da+f2", 162, 188, 0.97),
    "sv": Espeak("sv+f2", 178, 188, 0.97),
    "nb": Espeak("nb+f2", 175, 188, 0.97),
    "de": Espeak("de+f2", 165, 188, 0.97),
    "uk": Espeak("uk+f2", 165, 188, 0.97),
    "ar": Espeak("ar+f2", 210, 188, 0.97),
}

# Arabic is written without most of its vowels, and espeak-ng does not know them.
VOWELLED = {
    "practice-title": "هٰكَذَا تَخْتَار",
    "practice-gaze": "اُنْظُرْ إِلَى الدَّائِرَةِ حَتَّى تَمْتَلِئ.",
    "practice-hand": "أَشِرْ إِلَى الدَّائِرَةِ وَاضْغَطْ.",
    "practice-mouse": "اُنْقُرْ عَلَى الدَّائِرَةِ أَوِ الْمِسْهَا.",
    "practice-switch": "اِضْغَطْ عِنْدَمَا تُضِيءُ الدَّائِرَة.",
    "comfort-title": "اِضْبِطْهُ كَمَا يُنَاسِبُك",
    "comfort": "يُمْكِنُكَ تَغْيِيرُهُ فِي الطَّرِيق: اُنْظُرْ إِلَى الْأَسْفَل، هُنَاكَ قَائِمَة.",
    "note-title": "قَبْلَ أَنْ تَدْخُل",
    "go-on": "تَابِعْ",
    "leave-out": "تَجَاوَزْ ذٰلِك",
}


def written(language):
    """The program's sentences in a language, by name."""
    lines = (ASSETS / "words" / f"{language}.ftl").read_text(encoding="utf-8").splitlines()
    return dict(line.split(" = ", 1) for line in lines if " = " in line and not line.startswith("#"))


def without_marks(words):
    return "".join(letter for letter in unicodedata.normalize("NFD", words) if not unicodedata.combining(letter))


def pronounced(language, name, words):
    """A sentence as the voice needs it spelled."""
    if language != "ar" or name not in VOWELLED:
        return words
    if without_marks(VOWELLED[name]) != without_marks(words):
        raise SystemExit(f"ar: {name} was changed in assets/words: write it anew with its vowels in VOWELLED")
    return VOWELLED[name]


def spoken(language, words):
    samples = sentence("mette", "en", words) if language == "en" else cleaned(*espeak(words, VOICES[language], 1.0))
    silence = [np.zeros(int(seconds * RATE)) for seconds in (LEAD, TAIL)]
    return finished(np.concatenate([silence[0], samples, silence[1]]))


def main():
    given = dict(word.split("=", 1) for word in sys.argv[1:])
    for language, own_name in OWN_NAMES.items():
        if given.get("only", language) != language:
            continue
        folder = ASSETS / "voices" / language
        folder.mkdir(parents=True, exist_ok=True)
        words = written(language)
        said = {"own-name": own_name} | {name: words[name] for name in SENTENCES[language]}
        seconds = size = 0
        for name, line in said.items():
            samples = spoken(language, pronounced(language, name, line))
            path = folder / f"{name}.ogg"
            write_vorbis(path, resample_poly(samples, KEPT_RATE, RATE), QUALITY, KEPT_RATE)
            seconds += soundfile.info(path).duration
            size += path.stat().st_size
        # What was said: tests compare it with what is written.
        (folder / "said.txt").write_text("".join(f"{name} = {line}\n" for name, line in said.items()), encoding="utf-8")
        print(f"{language}: {len(said)} sentences, {seconds:.0f} s, {size / 1000:.0f} kB", flush=True)


if __name__ == "__main__":
    main()
