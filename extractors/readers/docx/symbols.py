"""What the glyphs of symbol fonts look like: characters of a font's own that have no meaning without it."""

# The bullets and boxes that Word's own galleries offer, as Unicode has them; [MS-DOCX] writes each as U+F000 plus its place in the font.
_GLYPHS = {
    "symbol": {0xB7: "•", 0xA8: "♦", 0xAE: "→", 0xB3: "≥", 0xA3: "≤", 0xB1: "±", 0xB4: "×", 0xB8: "÷"},
    "wingdings": {
        0x6C: "●",
        0x6D: "❍",
        0x6E: "■",
        0x6F: "□",
        0x71: "❑",
        0x75: "◆",
        0x76: "❖",
        0x9F: "•",
        0xA1: "○",
        0xA7: "▪",
        0xA8: "□",
        0xAB: "★",
        0xD8: "➢",
        0xE0: "→",
        0xE8: "➔",
        0xF0: "⇨",
        0xFB: "✗",
        0xFC: "✓",
        0xFD: "☒",
        0xFE: "☑",
    },
    "wingdings 2": {0x50: "✓", 0x52: "☑", 0x53: "☒", 0x97: "●", 0xA3: "☐"},
    "webdings": {0x3D: "●", 0x63: "□", 0x67: "■"},
}
_SYMBOL_FONTS = frozenset({*_GLYPHS, "wingdings 3"})
_PRIVATE_USE = range(0xE000, 0xF900)


def symbol_of(code: int, font: str) -> str | None:
    """The character that a symbol font shows for a code (`w:sym`): None where it is a font's own glyph that is not known here."""
    glyphs = _GLYPHS.get(font.lower())
    if glyphs and (code & 0xFF) in glyphs:
        return glyphs[code & 0xFF]
    return None if code in _PRIVATE_USE or font.lower() in _SYMBOL_FONTS else chr(code)


def bullet_of(text: str, font: str, *, is_picture: bool = False) -> str:
    """The bullet as printed: a symbol font's glyph that is not known, and a picture, are •, the bullet of running text."""
    if is_picture:
        return "•"
    return "".join(symbol_of(ord(character), font) or "•" for character in text)
