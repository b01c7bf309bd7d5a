using System.Text;

namespace Chatbot.LuceneParityTests;

/// <summary>Generated texts that strain a tokenizer: scripts mixed, marks, emoji, numbers, apostrophes, broken surrogates.</summary>
internal static class StrangeTexts
{
    private const int Window = 255;
    private const int LastPlane = 0x10;

    private static readonly string[] Words =
    [
        "ketamine", "Infusions", "patient's", "PATIENT\u2019S", "nurse\uFF07s", "the", "THE", "with", "treatment-resistant", "don't", "O'Neil", "rock'n'roll",
        "it's", "e.g.", "U.S.A.", "snake_case", "__init__", "_", "__", "_a_", "a__b", "x:y", "a\u00B7b", "naïve", "CAFÉ", "İstanbul", "ISPARTA\u0131", "straße", "ẞ",
        "ΟΔΥΣΣΕΥΣ", "Ὀδυσσεύς", "Ǆ", "ﬁ", "relational", "generalizations", "hopefulness", "ies", "sses", "eed", "ing", "y", "yy", "syzygy", "AAA's's", "'s", "s'", "'",
    ];

    private static readonly string[] Numbers =
    [
        "0.5", "1,000,000.25", "3;4", "10:30", "1_000", "1.", ".5", "1..2", "1,2,", "5mg", "B12", "2x", "\u0661\u0662\u066B\u0663\u066C\u0664", "१२३", "\uFF11\uFF12", "½", "10%",
        "+1-555-0100", "1'000", "1\u20602", "12\u0301.3", "v1.2.3-rc.4", "0x1F", "1e-5", "€5", "192.168.0.1", "2026-11-24T15:09",
    ];

    private static readonly string[] Scripts =
    [
        "氯胺酮治療", "ひらがな", "カタカナ", "ｶﾀｶﾅ", "カ_ナ", "々〆", "〱〲", "한국어", "\u1112\u1161\u11AB", "ภาษาไทย", "ພາສາລາວ", "ភាសាខ្មែរ", "မြန်မာ", "ᨆ\u1A20", "עברית", "צה\"ל", "ג'", "א'ב", "א\"",
        "العربية", "ـمرحباـ", "हिन्दी", "தமிழ்", "Ελληνικά", "Русский", "ქართული", "ᲐᲑ", "Հայերեն", "አማርኛ", "ᏣᎳᎩ", "ꭰꭱ", "𐐀𐐨", "𠀀𠀁", "𝒜𝓑", "𝟘𝟙", "𞤀𞤢", "🄰", "ᠮᠣᠩᠭᠣᠯ", "བོད་ཡིག", "𛀁", "🈀", "㋐㍿", "Ⅷⅷ", "ⓐⒷ",
    ];

    private static readonly string[] Emoji =
    [
        "😀", "❤️", "❤", "☺︎", "👍🏽", "👍\u200D🏽", "🏽", "👩‍👩‍👧‍👦", "👩🏾‍🔬", "🏳️‍🌈", "🇺🇸", "🇺🇸🇬🇧", "🇺", "🇺🇸🇬", "🇺\u0301🇸", "1️⃣", "#️⃣", "*⃣", "#", "*️", "9\uFE0F", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🏴󠁧󠁢", "😀󠁿",
        "©", "®️", "™", "〰️", "ℹ️", "ℹa", "Ⓜ️", "㊙️", "\u200D😀", "😀\u200D", "😀\u200D\u200D😀", "😀\uFE0F\u200D😀", "😀\uFE0F\uFE0F", "😀\u20E3", "⌚\u0301", "🤷‍♀️", "🧑🏻‍🤝‍🧑🏿", "🫠", "a😀b", "ℹ\u200D😀",
    ];

    private static readonly string[] Marks =
    [
        "\u0301", "\u0308\u0327", "\u200D", "\u200C", "\u00AD", "\uFEFF", "\u202E", "\u2060", "\uFE0F", "\uFE0E", "\u20E3", "\u3099", "\u0E31", "\u0903", "\U000E0101", "\U000E0061", "\U000E007F", "\u180E", "\u061C", "\u034F",
    ];

    private static readonly string[] Suffixes =
    [
        "sses", "ies", "ss", "s", "eed", "ed", "ing", "at", "bl", "iz", "y", "ational", "tional", "enci", "anci", "izer", "bli", "alli", "entli", "eli", "ousli", "ization",
        "ation", "ator", "alism", "iveness", "fulness", "ousness", "aliti", "iviti", "biliti", "logi", "icate", "ative", "alize", "iciti", "ical", "ful", "ness", "al", "ance",
        "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "sion", "tion", "ou", "ism", "ate", "iti", "ous", "ive", "ize", "e", "l", "ll", "le", "ée",
    ];

    private static readonly string[] Between =
    [
        " ", "  ", "\n", "\r\n", "\t", "\0", "\u00A0", "\u200B", "\u2028", "-", "\u2010", "\u2011", "\u2013", "_", "\u203F", "\uFF3F", "'", "\u2018", "\u2019", "\u02BC", "\u02BB", "\uFF07", "`", "\u00B4", "\u05F3", "\u05F4",
        "\"", "\u201D", ".", "\uFF0E", "\u2024", ",", "\uFF0C", "\u060C", ";", "\u037E", ":", "\uFF1A", "\u00B7", "\u0387", "\u2027", "/", "\\", "@", "&", "#", "*", "(", ")", "<b>", "\uD800", "\uDBFF", "\uDC00", "\uDFFF",
        "\uE000", "\uF8FF", "\U000F0000", "\U0010FFFF", "\uFFFF", "\uFFFD", "",
    ];

    /// <summary><paramref name="count"/> texts; the same seed gives the same texts.</summary>
    public static IEnumerable<string> Generate(int count, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            yield return (i % 10) switch
            {
                0 => CodePoints(random, 1 + random.Next(60)),
                1 => Units(random, 1 + random.Next(60)),
                2 => AcrossTheWindow(random),
                _ => Mixed(random, 1 + random.Next(25)),
            };
        }
    }

    /// <summary>Every code point but the surrogates, between letters, between digits, alone and twice: 256 to a text.</summary>
    public static IEnumerable<string> EveryCodePoint()
    {
        for (var first = 0; first <= ((LastPlane << 16) | 0xFFFF); first += 256)
        {
            if (first is >= 0xD800 and <= 0xDFFF)
                continue;
            var text = new StringBuilder();
            for (var code = first; code < first + 256; code++)
            {
                var c = char.ConvertFromUtf32(code);
                text.Append($"x{c}x 1{c}1 {c} A{c}{c}\n");
            }

            yield return text.ToString();
        }
    }

    /// <summary>Short words with the suffixes that Porter's rules look at, up to three one after the other: 64 to a text.</summary>
    public static IEnumerable<string> Inflected(int words, int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder();
        for (var i = 1; i <= words; i++)
        {
            for (var letters = random.Next(5); letters > 0; letters--)
                text.Append("aeiouyybclnrstvwxzmd"[random.Next(20)]);
            for (var suffixes = random.Next(4); suffixes > 0; suffixes--)
                text.Append(Pick(random, Suffixes));
            text.Append(' ');
            if (i % 64 == 0 || i == words)
            {
                yield return text.ToString();
                text.Clear();
            }
        }
    }

    private static string Mixed(Random random, int pieces)
    {
        var text = new StringBuilder();
        for (var i = 0; i < pieces; i++)
        {
            var pool = random.Next(10) switch { < 4 => Words, 4 or 5 => Numbers, 6 or 7 => Scripts, _ => Emoji };
            text.Append(Pick(random, pool));
            if (random.Next(4) == 0)
                text.Append(Pick(random, Marks));
            text.Append(random.Next(2) == 0 ? " " : Pick(random, Between));
        }

        return text.ToString();
    }

    /// <summary>Runs whose length is near a multiple of the window, so that its end falls on letters, marks and surrogate pairs.</summary>
    private static string AcrossTheWindow(Random random)
    {
        var text = new StringBuilder(random.Next(3) == 0 ? Mixed(random, 3) : "");
        for (var runs = 1 + random.Next(3); runs > 0; runs--)
        {
            var unit = Pick(random, random.Next(5) switch { 0 => Scripts, 1 => Emoji, 2 => Marks, 3 => Words, _ => ["a", "1", "_", "ア", "\U00010428", "ก", "א", "'s"] });
            var length = Math.Max(1, ((Window * (1 + random.Next(3))) - 4 + random.Next(9)) / unit.Length);
            text.Insert(text.Length, unit, length).Append(Pick(random, random.Next(2) == 0 ? Between : Marks));
        }

        return text.Append(Pick(random, Between)).ToString();
    }

    private static string CodePoints(Random random, int count)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            var plane = random.Next(4) == 0 ? random.Next(LastPlane + 1) : random.Next(3) == 0 ? 1 : 0;
            var code = (plane << 16) | random.Next(0x10000);
            text.Append(code is >= 0xD800 and <= 0xDFFF ? "\u200D" : char.ConvertFromUtf32(code));
        }

        return text.ToString();
    }

    /// <summary>UTF-16 units as they come: surrogates mostly lone.</summary>
    private static string Units(Random random, int count) =>
        string.Create(count, random, (units, source) =>
        {
            foreach (ref var unit in units)
                unit = (char)(source.Next(3) == 0 ? 0xD800 + source.Next(0x800) : source.Next(2) == 0 ? source.Next(0x10000) : ' ' + source.Next(95));
        });

    private static string Pick(Random random, string[] pool) => pool[random.Next(pool.Length)];
}
