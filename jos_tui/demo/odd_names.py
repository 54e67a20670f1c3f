"""Keys that are legal in S3 and that file managers stumble over."""

from __future__ import annotations

from typing import Final

ODD_KEYS: Final[tuple[tuple[str, str], ...]] = (
    (
        "README.txt",
        "Every key in this bucket is legal in S3. Each object says what is odd about it.",
    ),
    ("two//slashes.txt", "The segment between the slashes is empty."),
    ("/leading-slash.txt", "The key begins with a slash."),
    ("trailing-space.txt ", "The key ends with a space."),
    (" leading-space.txt", "The key begins with a space."),
    ("dots/./here.txt", "One segment is a single dot. It is a name, not a direction."),
    ("dots/../up.txt", "One segment is two dots. It is a name, not a direction."),
    ("line\nbreak.txt", "There is a line break in the key."),
    ("tab\tstop.txt", "There is a tab in the key."),
    ("escape-\x1b[31mred\x1b[0m.txt", "A terminal that obeyed this key would turn red."),
    ("bell-\x07.txt", "A terminal that obeyed this key would ring."),
    ("delete-\x7f.txt", "There is a DEL character in the key."),
    ("emoji-🌍-👩‍🔬.txt", "Characters of two columns, one of them joined from two."),
    ("[bold]markup[/bold].txt", "Looks like the markup of some terminal libraries."),
    ("[/].txt", "Looks like a closing tag without an opening one."),
    ("right-to-left-\u202etxt.exe", "A control character reverses what follows it on screen."),
    ("composed/café.txt", "The é is one character (NFC)."),
    ("composed/cafe\u0301.txt", "The é is an e and an accent (NFD). It is another key."),
    ("气温/東京/気温データ.csv", "Wide characters."),
    ("percent%20sign%2Fand%252F.txt", "The percent signs are part of the key."),
    ("plus+sign & question? #hash.txt", "Characters with a meaning in URLs."),
    ("quotes-'single'-\"double\"-`back`.txt", "Quotation marks of shells."),
    ("back\\slash.txt", "A backslash separates nothing here."),
    ("-rf", "Looks like an option."),
    ("~", "Looks like a home directory."),
    ("$HOME.txt", "Looks like a variable."),
    ("*.txt", "Looks like a pattern."),
    ("Case.txt", "Differs from the next key by a capital letter."),
    ("case.txt", "Differs from the previous key by a capital letter."),
    ("both", "This key is an object, and a prefix of others too."),
    ("both/inside.txt", "Its prefix is an object too."),
    ("marker/", ""),
    (
        f"long/{'x' * 251}.txt",
        "The last segment is 255 bytes long, the most a local file may have.",
    ),
    ("no-extension", "The key has no extension."),
    (".hidden", "The key begins with a dot."),
)
"""The keys of the bucket ``odd-names``, each with the text of its object."""
