"""What tidy knows of a C++ file: its includes, and where its functions begin and end."""

import re

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')
NOISE = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"([^()\\ ]{0,16})\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-zA-Z_])\'(?:\\.|[^\'\\\n])+\'',
    re.DOTALL)
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n\\]|\\.|\\\n)*", re.MULTILINE)
NOT_A_FUNCTION = re.compile(
    r"^(?:(?:template\s*<.*>|export|inline|static|typedef|const|constexpr|TEST_SUITE\w*\s*\(.*\)|\[\[.*?\]\])\s*)*"
    r"(?:namespace|class|struct|enum|union|extern\b|TEST_SUITE)", re.DOTALL)


def includes(text):
    """(line, quote, path) of each include."""
    for number, line in enumerate(text.splitlines(), 1):
        match = INCLUDE.match(line)
        if match:
            yield number, match[1], match[2]


def without_noise(text):
    """The text with comments, literals and directives blanked; lines stay where they are."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match[0])
    return DIRECTIVE.sub(blank, NOISE.sub(blank, text))


def is_function(header):
    header = header.strip()
    return "(" in header and not NOT_A_FUNCTION.match(header)


def functions(text):
    """(first line, last line) of each outermost function body, with its signature."""
    code = without_noise(text)
    open_braces = []        # True where a function begins
    header_start = 0
    inside = None           # (depth, first line) of the function that is open
    for place, character in enumerate(code):
        if character == "{":
            header = code[header_start:place]
            if inside is None and is_function(header):
                start = header_start + len(header) - len(header.lstrip())
                inside = (len(open_braces), code.count("\n", 0, start) + 1)
            open_braces.append(place)
        elif character == "}" and open_braces:
            open_braces.pop()
            if inside is not None and len(open_braces) == inside[0]:
                yield inside[1], code.count("\n", 0, place) + 1
                inside = None
        if character in "{};":
            header_start = place + 1
