"""Text as people look for it: two spellings of one word fold to the same.

A client is 渡邊 on the insurance card, 渡辺 in the register and ﾜﾀﾅﾍﾞ in an old list; 三丁目12番20号 is 3-12-20 on an
envelope; a caller's number has no hyphens. The phone is given ``LETTERS`` and the rules (``sync.describe``) and applies
them in the same order (``static/app/sync/fold.ts``); ``tests/cases/folding.json`` holds both to the same answers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

LETTERS: Final = " ".join(
    (
        # Every dash that a keyboard, a scanner or a word processor makes, and the waves that stand for one.
        "-‐‒–—―−─━~〜〰",
        "0〇 1一 2二 3三 4四 5五 6六 7七 8八 9九",
        # Kana that are spoken alike, and written either way in readings and names of places.
        "けゖ かゕ じぢ ずづ いゐ えゑ おを",
        # One letter of a name or a place: its present form, then the old (旧字体) and the popular ones (俗字) that
        # family registers have, as far as Unicode's own compatibility (NFKC) does not bring them together.
        "辺邊邉 高髙 崎﨑嵜碕㟢 斎斉齋齊 浜濱濵 沢澤 広廣 国國圀 桜櫻 島嶋嶌 恵惠 真眞 徳德 竜龍 滝瀧 富冨 柳栁",
        "槙槇 桧檜 関關 鉄鐵鐡 実實 寿壽 栄榮 円圓 亀龜 館舘 岳嶽 峰峯 遥遙 尭堯 芦蘆 万萬 与與 会會 伝傳 児兒 凛凜",
        "剣劍劔 勲勳 巌巖 巻卷 応應 総總 慎愼 晋晉 暁曉 曽曾 条條 来來 楽樂 横橫 歩步 渋澁 済濟 温溫 湾灣 画畫 瀬瀨",
        "頼賴 穂穗 祢禰 礼禮 禄祿 秋穐 稲稻 穣穰 経經 緑綠 縄繩 絵繪 継繼 聡聰 県縣 蔵藏 芸藝 薫薰 薮藪 蛍螢 衛衞",
        "覚覺 豊豐 郎郞 郷鄕 鎮鎭 静靜 顕顯 鶏鷄 麦麥 黄黃 黒黑 桑桒 熙煕凞 昇曻 恒恆 弥彌 浅淺 渕淵渊 園薗 濤涛",
        "鴎鷗 灯燈 枡桝 彦彥 顔顏 青靑 清淸 晩晚 教敎 内內 呉吳 峡峽 荘莊 当當 宝寶 寛寬 将將 専專 団團 図圖 壱壹",
        "奥奧 学學 旧舊 栃杤 沖冲 満滿 瑶瑤 発發 萌萠 薬藥 観觀 誉譽 野埜 塩鹽 土圡 亜亞 浄淨 増增 涼凉 仏佛 舎舍",
        "録錄 姫姬 悦悅 緒緖 橋槗 船舩 梅楳 柏栢 留畄 鴬鶯 莱萊 籠篭 蛎蠣 刈苅 釈釋 駅驛 湧涌 翠翆 戸戶",
    )
)
"""Letters that stand for one another: groups between spaces, each begins with the letter that the others fold to.
Letters beyond U+FFFF, of which there is one, are rules."""

Rule = tuple[str, str]
"""A pattern that Python and JavaScript (flag ``u``) read alike, and what stands in its place."""

_BLANK: Final = r"[\t-\r \x85\u2028\u2029]"
_KANA: Final = "[ぁ-ゖー]"

BEFORE: Final[tuple[Rule, ...]] = (
    # What nobody sees: joiners, directions, and the selectors that choose a letter's shape (葛󠄀).
    (
        "[\u00ad\u034f\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]",
        "",
    ),
    # う゛: a mark that stands by itself is that of the kana before it.
    ("゛", "\u3099"),
    ("゜", "\u309a"),
)
"""What is done to a text as it is written, before NFKC and lower case."""

# A rule begins with the letter that it is about and looks back from there, since that is found the fastest.
AFTER: Final[tuple[Rule, ...]] = (
    ("𠮷", "吉"),
    (r"[\u0300-\u036f\u3099\u309a]+", ""),
    # 二十三 is by now 2十3.
    ("十(?<![0-9]十)(?![0-9])", "10"),
    ("十(?<![0-9]十)", "1"),
    ("十(?![0-9])", "0"),
    ("十", ""),
    (rf"{_BLANK}(?<=[0-9]{_BLANK}){_BLANK}*(?=[0-9])", "-"),
    (rf"{_BLANK}+", ""),
    # ハロ－ワ－ク and 3ー12: a stroke after a kana is a long vowel, unless a number or a word of letters follows.
    (f"ー(?<!{_KANA}ー)ー*", "-"),
    (f"-(?<={_KANA}-)-*(?=[^-0-9a-z()・])", "ー"),
    # Strokes, brackets and points stand between words. After a digit they part it from the next: 3-12 is not 31-2.
    ("[-()・](?<=[0-9].)[-()・]*", "-"),
    ("[-()・](?<![0-9].)[-()・]*", ""),
    (r"\+(?<![0-9]\+)81-?0?-?", "0"),
    ("[番号](?<=[0-9].)[番号地]*の?(?=[0-9])", "-"),
    ("の(?<=[0-9]の)(?=[0-9])", "-"),
    ("[番号](?<=[0-9].)[番号地]*", ""),
    ("丁(?<=[0-9]丁)目?(?:の(?=[0-9]))?", "-"),
)
"""What is done after NFKC, lower case and ``LETTERS``."""

_KATAKANA: Final = range(0x30A1, 0x30F7)
_TO_HIRAGANA: Final = 0x60


def _letters() -> dict[int, str]:
    letters = {ord(other): group[0] for group in LETTERS.split(" ") for other in group[1:]}
    hiragana = ((code, code - _TO_HIRAGANA) for code in _KATAKANA)
    return letters | {katakana: letters.get(kana, chr(kana)) for katakana, kana in hiragana}


_LETTERS: Final = _letters()
_BEFORE: Final = [(re.compile(pattern), stands) for pattern, stands in BEFORE]
_AFTER: Final = [(re.compile(pattern), stands) for pattern, stands in AFTER]
_FOUR_DIGITS: Final = re.compile("[0-9]{4}")


def fold(text: str) -> str:
    """``text`` without what makes no difference to whoever looks for it. Folding again changes nothing."""
    for pattern, stands in _BEFORE:
        text = pattern.sub(stands, text)
    text = unicodedata.normalize("NFKC", text).lower().translate(_LETTERS)
    for pattern, stands in _AFTER:
        text = pattern.sub(stands, text)
    return text


def closed(word: str) -> str | None:
    """A folded word as it is looked for in texts without their hyphens; ``None`` where its hyphens count.

    They count where somebody typed them, since 1-1 is not 11; but numbers of four digits and more are written with and
    without.
    """
    joined = word.replace("-", "")
    return joined if joined == word or _FOUR_DIGITS.search(joined) else None


def holds(folded: str, word: str) -> bool:
    """Whether a folded text holds a folded word."""
    joined = closed(word)
    return word in folded if joined is None else joined in folded.replace("-", "")


def seeker(query: str) -> Callable[[str], bool] | None:
    """What tells whether a folded text has what ``query`` asks for: each of its words, or all of it in one place.

    ``None`` for a query of nothing.
    """
    words = [word for word in map(fold, query.split()) if word]
    whole = fold(query)
    if not words:
        return None
    return lambda folded: all(holds(folded, word) for word in words) or holds(folded, whole)
