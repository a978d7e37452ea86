"""Captions of spoken sentences: how words are cut into cues and lines, and how WebVTT is written and read."""

import re
from dataclasses import dataclass

LINE, LINES = 37, 2  # characters a line, lines a cue
READING = 180  # words a minute that a cue may ask of a reader
GAP = 0.04  # seconds between two cues that follow each other
STAYS = 1.4  # the longest that a cue stays after its words, seconds


@dataclass(frozen=True)
class Cue:
    start: float  # seconds
    end: float
    who: str
    words: str

    def pace(self):
        """Words a minute that it asks of a reader."""
        return len(self.words.split()) * 60 / (self.end - self.start)


def pieces(words):
    """A sentence as parts that fit into a cue each, cut at a comma where there is one."""
    if len(lines(words)) <= LINES:
        return [words]
    parts = words.split(" ")

    def badness(cut):
        left, right = " ".join(parts[:cut]), " ".join(parts[cut:])
        return abs(len(left) - len(right)) + (0 if left.endswith((",", ":", ".")) else 30)

    cut = min(range(1, len(parts)), key=badness)
    return pieces(" ".join(parts[:cut])) + pieces(" ".join(parts[cut:]))


def lines(words):
    """Words in lines of at most LINE characters; two lines are made even."""
    out, line = [], ""
    for word in words.split(" "):
        if line and len(line) + 1 + len(word) > LINE:
            out.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    out.append(line)
    if len(out) == 2:
        parts = words.split(" ")
        halves = [(" ".join(parts[:i]), " ".join(parts[i:])) for i in range(1, len(parts))]
        fitting = [half for half in halves if max(map(len, half)) <= LINE]
        out = list(min(fitting, key=lambda half: abs(len(half[0]) - len(half[1])) - (4 if half[0].endswith((",", ":")) else 0)))
    return out


def timed(spoken, who):
    """Cues from (start, end, words): each stays until the next begins, if that is soon; that gives time to read."""
    cues = []
    for i, (start, end, words) in enumerate(spoken):
        following = spoken[i + 1][0] if i + 1 < len(spoken) else end + 0.6
        cues.append(Cue(start, min(following - GAP, end + STAYS), who, words))
    return cues


def _clock(seconds):
    minutes, seconds = divmod(seconds, 60)
    return f"{int(minutes // 60):02}:{int(minutes % 60):02}:{seconds:06.3f}"


def write(path, cues):
    out = ["WEBVTT", ""]
    for cue in cues:
        out += [f"{_clock(cue.start)} --> {_clock(cue.end)}", f"<v {cue.who}>" + "\n".join(lines(cue.words)), ""]
    path.write_text("\n".join(out), encoding="utf-8")


def read(path):
    """The cues of a file that `write` wrote, and the length of each one's longest line, and how many lines it has."""
    time = r"(\d+):(\d+):([\d.]+)"
    cues, longest, most = [], 0, 0
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        found = re.search(time + " --> " + time + r"\n<v ([^>]+)>(.*)", block, re.S)
        if found:
            h, m, s, h2, m2, s2 = map(float, found.groups()[:6])
            text = found.group(8).strip().split("\n")
            longest, most = max(longest, *map(len, text)), max(most, len(text))
            cues.append(Cue(h * 3600 + m * 60 + s, h2 * 3600 + m2 * 60 + s2, found.group(7), " ".join(text)))
    return cues, longest, most
