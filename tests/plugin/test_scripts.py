"""Scripts travel without their comments and do the same."""

import pytest

from mrezha.plugin.scripts import shorten_script


@pytest.mark.parametrize(
    ("source", "sent"),
    [
        ("/**\n * What for.\n */\nexport const a = 1;\n", "export const a=1;\n"),
        ("  // why\n  let b = 2; // stays\n", "let b = 2; // stays\n"),
        ("/** one line */ let c;\n\n\nlet d\n", "let c;\nlet d\n"),
        ("const x = 2\n  * 3;\n", "const x=2\n*3;\n"),
        ("if (a + +b >= 1 && c) {\n", "if(a + +b>=1&&c){\n"),
        ("const re = /a = b/;\n", "const re = /a = b/;\n"),
        ("const say = 'a = b';\n", "const say = 'a = b';\n"),
        ('const url = "https://a.bg";\n', 'const url = "https://a.bg";\n'),
        ("const text = `one\n  // two\n`;\n", "const text = `one\n  // two\n`;\n"),
    ],
)
def test_only_comments_indents_and_blanks_beside_signs_go(source: str, sent: str) -> None:
    assert sent == shorten_script(source)
